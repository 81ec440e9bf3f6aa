import { lstatSync, readFileSync } from 'node:fs'

/**
 * The other processes that have a file locked, as words for people: `process 4242 (node server.js)`. Only Linux tells;
 * elsewhere, and for a process in another container, the list is empty.
 */
export function lockHolders(path: string): string[] {
  const { ino } = lstatSync(path)
  const pids = new Set<number>()
  for (const line of linesOf('/proc/locks')) {
    // 1: POSIX  ADVISORY  READ 30672 fe:00:2146820 0 0
    const [, pid, inode] = /\s(\d+)\s+[0-9a-f]+:[0-9a-f]+:(\d+)\s/.exec(line) ?? []
    if (inode === String(ino) && Number(pid) !== process.pid) pids.add(Number(pid))
  }
  return [...pids].map(processName)
}

/** A process in words: its number and, where it can be known, its command line. */
export function processName(pid: number): string {
  const [command = ''] = linesOf(`/proc/${pid}/cmdline`)
  const words = command.replaceAll('\0', ' ').trim()
  return words === '' ? `process ${pid}` : `process ${pid} (${words})`
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}
