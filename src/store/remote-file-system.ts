import { statfsSync } from 'node:fs'
import { RefusedError } from '../errors.ts'

/** Of statfs(2): file systems whose memory maps and locks other machines, or the other side of a mount, do not share. */
const remote_types: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
])

/** The name of a file system that LMDB cannot be trusted on; undefined for any other. */
export function remoteFileSystem(type: number): string | undefined {
  // Node gives a signed number where the kernel's is.
  return remote_types.get(type >>> 0)
}

/**
 * @param folder where a store is, or is to be
 * @throws {RefusedError} it is on a file system of the network, where LMDB loses data.
 */
export function refuseRemote(folder: string): void {
  if (process.platform !== 'linux') return
  const name = remoteFileSystem(statfsSync(folder).type)
  if (name !== undefined)
    throw new RefusedError(
      `'${folder}' is on ${name}, where LMDB's memory map and locks cannot be relied on`,
      {
        hint: 'keep the store on a local disk, or list the folder in ES_SAFE_DIRECTORY if one machine alone uses it',
      },
    )
}
