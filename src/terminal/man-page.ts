import { type CommandPage, type CommandShape, listedCommands, type Term } from './page.ts'
import { environment_terms, exit_terms, file_terms } from './reference-terms.ts'
import { type Block, isListing, type Topic, type TopicName, topic_summaries } from './topics/topic.ts'
import { wrap } from './wrap.ts'

/** When what the pages say last changed. */
const page_date = 'November 21, 2026'

/** mdoc wants short lines in its source. */
const text_columns = 78

/** The man page of one command, in mdoc(7). @param version of the package. */
export function commandManPage(page: CommandPage, version: string): string {
  const name = `es-${page.name}`
  return roff([
    ...header({ name, section: 1, summary: page.summary, version }),
    '.Sh SYNOPSIS',
    `.Nm ${quoted(`es ${page.name}`)}`,
    ...page.synopsis.map(synopsisWord),
    ...paragraphs('DESCRIPTION', page.paragraphs.length > 0 ? page.paragraphs : [page.summary]),
    ...(page.arguments.length === 0 ? [] : ['.Pp', 'The arguments are:', ...termList(page.arguments)]),
    ...(page.options.length === 0 ? [] : ['.Pp', 'The options are:', ...termList(page.options)]),
    '.Pp',
    'The options of all commands are:',
    ...termList(page.globalOptions),
    '.Sh EXIT STATUS',
    '0 when it is done; otherwise as',
    '.Xr es-errors 7',
    'says.',
    ...examples(page.examples),
    '.Sh SEE ALSO',
    '.Xr es 1 ,',
    '.Xr es-revisions 7',
  ])
}

/** The man page that is about no one command. */
export function topicManPage({ name, sections, examples: lines }: Topic, version: string): string {
  const others = topic_names.filter((other) => other !== name)
  return roff([
    ...header({ name: `es-${name}`, section: 7, summary: topic_summaries[name], version }),
    ...sections.flatMap(({ title, blocks }) => [`.Sh ${title}`, ...blocks.flatMap(blockLines)]),
    ...examples(lines),
    '.Sh SEE ALSO',
    '.Xr es 1 ,',
    ...references(others.map((other) => `es-${other} 7`)),
  ])
}

const topic_names = (Object.keys(topic_summaries) as TopicName[]).sort()

function blockLines(block: Block, index: number): string[] {
  if (typeof block === 'string') return [...(index === 0 ? [] : ['.Pp']), ...sentences(block)]
  return isListing(block) ? literal(block.lines.split('\n')) : termList(block)
}

/** The page that names all the others. */
export function overviewManPage(commands: readonly CommandShape[], version: string): string {
  const listed = listedCommands(commands)
  return roff([
    ...header({ name: 'es', section: 1, summary: 'git for event stores', version }),
    '.Sh SYNOPSIS',
    '.Nm es',
    '.Ar COMMAND',
    '.Op options',
    '.Op arguments',
    ...paragraphs('DESCRIPTION', [
      'A store is a folder `.es` around one LMDB file that holds every event that ever happened. Commands append to it, travel through it, name points in it, lay out what any read model looked like at any point, and say what changed between two points.',
      'Events are the truth. Everything else (read models, snapshots, checked-out files) is a cache that can be thrown away and rebuilt.',
      'The commands are:',
    ]),
    '.Bl -tag -width Ds',
    ...listed.flatMap(({ id, summary }) => [`.It Xr es-${id} 1`, ...sentences(summary ?? '')]),
    '.El',
    '.Pp',
    'There is more to read on:',
    '.Bl -tag -width Ds',
    ...topic_names.flatMap((name) => [`.It Xr es-${name} 7`, ...sentences(topic_summaries[name])]),
    '.El',
    '.Sh ENVIRONMENT',
    ...termList(environment_terms),
    '.Sh FILES',
    ...termList(file_terms),
    '.Sh EXIT STATUS',
    ...termList(exit_terms),
    '.Sh SEE ALSO',
    ...references([...listed.map(({ id }) => `es-${id} 1`), ...topic_names.map((name) => `es-${name} 7`)]),
  ])
}

function references(pages: readonly string[]): string[] {
  return pages.map((page, index) => `.Xr ${page}${index === pages.length - 1 ? '' : ' ,'}`)
}

interface Heading {
  readonly name: string
  /** 1: a command, 7: a topic. */
  readonly section: 1 | 7
  readonly summary: string
  readonly version: string
}

function header({ name, section, summary, version }: Heading): string[] {
  return [
    '.\\" Made by `npm run man` from what the commands say of themselves.',
    `.Dd ${page_date}`,
    `.Dt ${name.toUpperCase()} ${section}`,
    `.Os eventvcs ${version}`,
    '.Sh NAME',
    `.Nm ${name}`,
    `.Nd ${escaped(summary)}`,
  ]
}

function roff(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function synopsisWord(word: string): string {
  const paths = /^\[-- (.*)\]$/.exec(word)
  if (paths !== null) return `.Op Fl \\- Ar ${quoted(paths[1]!)}`
  const optional = /^\[(.*)\]$/.exec(word)
  if (optional === null) return `.Ar ${quoted(word)}`
  return optional[1] === 'options' ? '.Op options' : `.Op Ar ${quoted(optional[1]!)}`
}

function paragraphs(title: string, texts: readonly string[]): string[] {
  return [
    `.Sh ${title}`,
    ...texts.flatMap((text, index) => [...(index === 0 ? [] : ['.Pp']), ...sentences(text)]),
  ]
}

function termList(terms: readonly Term[]): string[] {
  const items = terms.flatMap(({ term, meaning }) => [`.It ${quoted(term)}`, ...sentences(meaning)])
  return ['.Bl -tag -width Ds', ...items, '.El']
}

function examples(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['.Sh EXAMPLES', ...literal(lines)]
}

/** Lines as they are. */
function literal(lines: readonly string[]): string[] {
  return ['.Bd -literal -offset indent', ...lines.map((line) => guarded(escaped(line))), '.Ed']
}

/** One sentence a line, as mdoc wants it; what is between backticks in bold. */
function sentences(text: string): string[] {
  return text
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=[.?!]) (?=[A-Z`])/)
    .flatMap((sentence) => wrap(escaped(sentence).replaceAll(/`([^`]+)`/g, '\\fB$1\\fP'), text_columns))
    .map(guarded)
}

/** Text in which nothing means anything to roff; two dashes are an option's, not a dash. */
function escaped(text: string): string {
  return characters(text).replaceAll('--', '\\-\\-')
}

function characters(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll(/[^\x20-\x7e]/gu, (character) => `\\[u${hex(character)}]`)
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
}

/** A line that begins with a dot would be a macro. */
function guarded(line: string): string {
  return line.startsWith('.') ? `\\&${line}` : line
}

/** One argument of a macro, in which nothing is a macro of its own. */
function quoted(text: string): string {
  return `"${characters(text).replaceAll('"', '""').replaceAll('-', '\\-')}"`
}
