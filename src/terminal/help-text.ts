import { type CommandPage, type CommandShape, listedCommands, type Term } from './page.ts'
import type { Terminal } from './terminal.ts'
import { type Block, isListing, type Topic, topic_summaries } from './topics/topic.ts'
import { wrap } from './wrap.ts'

const widest_columns = 100

/** `es --help`: what there is. */
export function overviewText(commands: readonly CommandShape[], terminal: Terminal): string {
  const { heading } = terminal.colours
  const terms = listedCommands(commands).map(({ id, summary }) => ({ term: id, meaning: summary ?? '' }))
  return [
    'es - git for event stores',
    section(heading('USAGE'), '  es COMMAND [options] [arguments]'),
    section(heading('COMMANDS'), termLines(terms, terminal)),
    section(heading('TOPICS'), termLines(topicTerms(), terminal)),
    wrapped("'es help COMMAND' or 'es help TOPIC' tells more, 'es demo' shows it at work.", terminal, ''),
  ].join('\n\n')
}

function topicTerms(): Term[] {
  return Object.entries(topic_summaries).map(([term, meaning]) => ({ term, meaning }))
}

/** `es help TOPIC`: a page that is about no one command, as plain text. */
export function topicText({ name, sections, examples }: Topic, terminal: Terminal): string {
  const { heading } = terminal.colours
  const texts = sections.map(({ title, blocks }) =>
    section(heading(title), blocks.map((block) => blockText(block, terminal)).join('\n\n')),
  )
  return [
    `${heading(`es ${name}`)} - ${topic_summaries[name]}`,
    ...texts,
    ...exampleSection(examples, terminal),
  ].join('\n\n')
}

function blockText(block: Block, terminal: Terminal): string {
  if (typeof block === 'string') return wrapped(plain(block), terminal, '  ')
  return isListing(block) ? indented(block.lines, '      ') : termLines(block, terminal)
}

/** `es COMMAND --help`: the page of one command as plain text. */
export function pageText(page: CommandPage, terminal: Terminal): string {
  const { heading } = terminal.colours
  const usage = ['es', page.name, ...page.synopsis].join(' ')
  const sections: (string | undefined)[] = [
    `${heading(`es ${page.name}`)} - ${page.summary}`,
    section(heading('USAGE'), wrapped(usage, terminal, '      ').replace(/^ {4}/, '')),
    page.aliases.length === 0 ? undefined : section(heading('ALIASES'), `  ${page.aliases.join(', ')}`),
    ...page.paragraphs.map((paragraph, index) => {
      const text = wrapped(plain(paragraph), terminal, '  ')
      return index === 0 ? section(heading('DESCRIPTION'), text) : text
    }),
    termSection(heading('ARGUMENTS'), page.arguments, terminal),
    termSection(heading('OPTIONS'), page.options, terminal),
    termSection(heading('OPTIONS OF ALL COMMANDS'), page.globalOptions, terminal),
    ...exampleSection(page.examples, terminal),
  ]
  return sections.filter((text) => text !== undefined).join('\n\n')
}

function exampleSection(examples: readonly string[], { colours }: Terminal): string[] {
  if (examples.length === 0) return []
  return [section(colours.heading('EXAMPLES'), examples.map((example) => indented(example, '  ')).join('\n'))]
}

function section(title: string, text: string): string {
  return `${title}\n${text}`
}

function termSection(title: string, terms: readonly Term[], terminal: Terminal): string | undefined {
  return terms.length === 0 ? undefined : section(title, termLines(terms, terminal))
}

/** Terms in a column, their meanings beside them; below them where the term is long. */
function termLines(terms: readonly Term[], terminal: Terminal): string {
  const width = Math.min(26, Math.max(...terms.map(({ term }) => term.length)) + 2)
  const hanging = ' '.repeat(width + 2)
  const lines = terms.map(({ term, meaning }) => {
    const text = wrapped(plain(meaning), terminal, hanging)
    return term.length + 2 <= width ? `  ${term}${text.slice(term.length + 2)}` : `  ${term}\n${text}`
  })
  return lines.join('\n')
}

function wrapped(text: string, { columns }: Terminal, indent: string): string {
  const width = Math.max(20, Math.min(columns, widest_columns) - indent.length)
  return wrap(text, width)
    .map((line) => `${indent}${line}`)
    .join('\n')
}

/** What a man page makes bold: several words are quoted, one stands for itself. */
function plain(text: string): string {
  return text.replaceAll(/`([^`]*)`/g, (_, words: string) => (words.includes(' ') ? `'${words}'` : words))
}

function indented(text: string, indent: string): string {
  return text.replaceAll(/^/gm, indent)
}
