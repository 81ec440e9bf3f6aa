/**
 * A session of the command line as text. `# ` is a comment, `@ ` sets the clock from there on, `$ ` is a command for
 * `sh` (`> ` goes on with it), and after it stands what it printed: stdout as it is, stderr behind `! `, and
 * `[exit N]` when that is not 0. A line of stdout that would read as one of these stands behind a `\`.
 */
export type TranscriptPart =
  | { readonly kind: 'text'; readonly line: string }
  | { readonly kind: 'clock'; readonly time: string }
  | { readonly kind: 'command'; readonly command: string; readonly isFollowedByBlank: boolean }

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

/** Reads what is to be done; what was printed is skipped. */
export function parseTranscript(text: string): TranscriptPart[] {
  const parts: TranscriptPart[] = []
  const lines = text.replace(/\n$/, '').split('\n')
  for (let index = 0; index < lines.length; ) {
    const line = lines[index++]!
    if (line.startsWith('$ ')) {
      let command = line.slice(2)
      while (/^>( |$)/.test(lines[index] ?? '')) command += `\n${lines[index++]!.slice(2)}`
      while (index < lines.length && !/^[$#@] /.test(lines[index]!)) index++
      parts.push({ kind: 'command', command, isFollowedByBlank: lines[index - 1] === '' })
    } else if (line.startsWith('@ ')) parts.push({ kind: 'clock', time: line.slice(2) })
    else parts.push({ kind: 'text', line })
  }
  return parts
}

/** The lines of one command and of what it printed. */
export function printStep(command: string, { stdout, stderr, status }: Outcome): string[] {
  return [
    ...command
      .split('\n')
      .map((line, index) => (index === 0 ? `$ ${line}` : line === '' ? '>' : `> ${line}`)),
    ...stdoutLines(stdout),
    ...stderr
      .split('\n')
      .slice(0, -1)
      .map((line) => `! ${line}`.trimEnd()),
    ...(status === 0 ? [] : [`[exit ${status}]`]),
  ]
}

function stdoutLines(stdout: string): string[] {
  if (stdout === '') return []
  const lines = stdout
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (/^([$#@>!] |\[exit |\\)/.test(line) ? `\\${line}` : line))
  if (lines.at(-1) === '') lines[lines.length - 1] = '\\'
  return stdout.endsWith('\n') ? lines : [...lines, '\\ no line feed at the end']
}
