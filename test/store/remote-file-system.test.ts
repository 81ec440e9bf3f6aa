import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { refuseRemote, remoteFileSystem } from '../../src/store/remote-file-system.ts'

test.each([
  [0x6969, 'NFS'],
  [0xff534d42 | 0, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
])('%i is %s', (type, name) => expect(remoteFileSystem(type)).toBe(name))

test.each([
  ['ext4', 0xef53],
  ['tmpfs', 0x01021994],
  ['overlay', 0x794c7630],
  ['xfs', 0x58465342],
  ['btrfs', 0x9123683e],
])('%s is local', (_, type) => expect(remoteFileSystem(type)).toBeUndefined())

test('a folder on this machine is taken', () => expect(() => refuseRemote(tmpdir())).not.toThrow())
