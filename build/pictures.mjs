// npm run pictures: the pictures of `es ui` in docs/, each a pane of tmux as it was captured, with its colours.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import stringWidth from 'string-width'

const root = resolve(import.meta.dirname, '..')
const bin = join(root, 'bin/es.js')
const columns = 112
const rows = 30

/** What is typed for each picture, after `es ui` in the store of `es demo`. */
const pictures = {
  'ui-state': { start: '20006', keys: ['W', 'spent', 'Enter', 'p', 'customers/customer-1154', 'Enter'] },
  'ui-diff': { start: '20004', keys: ['m', ':', 'v2026-09+853', 'Enter', 'd'] },
  'ui-filter': { start: 'v2026-09', keys: ['f', 'type=OrderPaid', 'Enter', '4'] },
}

/** Pixels of a character. */
const cell = { width: 8, height: 17 }
const ground = '#16181d'
const ink = '#d4d7dd'
const colours = ['#3b3f46', '#e06c75', '#8fc379', '#e0b060', '#6ca8e8', '#c98ae0', '#5bb8c4', ink]

const folder = mkdtempSync(join(tmpdir(), 'es-pictures-'))
const socket = join(folder, 'socket')
try {
  run(process.execPath, [bin, 'demo', join(folder, 'shop')])
  mkdirSync(join(root, 'docs'), { recursive: true })
  for (const [name, { start, keys }] of Object.entries(pictures))
    writeFileSync(join(root, 'docs', `${name}.svg`), svgOf(captured(start, keys)))
} finally {
  spawnSync('tmux', ['-S', socket, 'kill-server'])
  rmSync(folder, { recursive: true, force: true })
}

/** The pane after the keys, with its colours. */
function captured(start, keys) {
  const program = `'${process.execPath}' '${bin}' ui ${start}`
  const size = ['-x', String(columns), '-y', String(rows)]
  tmux('new-session', '-d', '-s', 'picture', ...size, '-c', join(folder, 'shop'), program)
  for (const key of ['', ...keys]) {
    if (key !== '') tmux('send-keys', '-t', 'picture', key)
    spawnSync('sleep', ['1.5'])
  }
  const pane = tmux('capture-pane', '-p', '-e', '-t', 'picture')
  tmux('kill-session', '-t', 'picture')
  return pane.replace(/\n$/, '')
}

function tmux(...words) {
  return run('tmux', ['-S', socket, '-f', '/dev/null', '-u', ...words])
}

function run(command, words) {
  const env = { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '' }
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr}`)
  return stdout
}

function svgOf(pane) {
  const texts = pane.split('\n').flatMap((line, row) => textsOf(line, row))
  const [width, height] = [columns * cell.width + 16, rows * cell.height + 16]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}">
<title>es ui in a terminal</title>
<rect width="100%" height="100%" rx="6" fill="${ground}"/>
<g font-family="ui-monospace,Menlo,Consolas,monospace" font-size="13" fill="${ink}" xml:space="preserve">
${texts.join('\n')}
</g></svg>
`
}

/** The runs of one colour, each at its columns, so that no font can move what follows. */
function textsOf(line, row) {
  const texts = []
  let style = {}
  let column = 0
  for (const [, codes, text] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (text === undefined) style = styled(style, codes)
    else {
      const width = stringWidth(text)
      if (text.trim() !== '' || style.inverse) texts.push(...elements(text, { row, column, width, style }))
      column += width
    }
  }
  return texts
}

function styled(style, codes) {
  let next = style
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = {}
    else if (code === 1) next = { ...next, bold: true }
    else if (code === 2) next = { ...next, faint: true }
    else if (code === 7) next = { ...next, inverse: true }
    else if (code === 22) next = { ...next, bold: false, faint: false }
    else if (code === 27) next = { ...next, inverse: false }
    else if (code >= 30 && code <= 37) next = { ...next, colour: colours[code - 30] }
    else if (code === 39) next = { ...next, colour: undefined }
  }
  return next
}

function elements(text, { row, column, width, style }) {
  const [x, y] = [8 + column * cell.width, 8 + row * cell.height]
  const behind = `<rect x="${x}" y="${y}" width="${width * cell.width}" height="${cell.height}" fill="${ink}"/>`
  const attributes = []
  if (style.inverse) attributes.push(`fill="${ground}"`)
  else if (style.colour) attributes.push(`fill="${style.colour}"`)
  if (style.bold) attributes.push('font-weight="bold"')
  if (style.faint) attributes.push('opacity="0.6"')
  // Who draws them differs in what becomes of several spaces.
  const words = Array.from(text.matchAll(/\S+(?: \S+)*/g), ([word]) => word)
  let at = 0
  const texts = words.map((word) => {
    const index = text.indexOf(word, at)
    at = index + word.length
    const place = `x="${x + stringWidth(text.slice(0, index)) * cell.width}" y="${y + 13}"`
    const length = `textLength="${stringWidth(word) * cell.width}" lengthAdjust="spacingAndGlyphs"`
    const escaped = word.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return `<text ${[place, length, ...attributes].join(' ')}>${escaped}</text>`
  })
  return [...(style.inverse ? [behind] : []), ...texts]
}
