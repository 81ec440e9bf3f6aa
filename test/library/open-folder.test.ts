import { expect, test } from 'vitest'
import { openStore } from '../../src/library/open-store.ts'

test.each([
  ['a NUL character', 'a\0b', 'USAGE'],
  ['no character', '', 'USAGE'],
  ['a file above it', '/dev/null/x', 'DISK_FAILED'],
  ['a name that is too long', 'x'.repeat(300), 'DISK_FAILED'],
  ['a place where no folder can be made', '/proc/x', 'DISK_FAILED'],
] as const)('a folder with %s is refused with an error of ours', (_, folder, code) => {
  expect(() => openStore(folder, { create: true })).toThrow(expect.objectContaining({ code }))
})
