/** What ink says of a key besides its text; only what is used here. */
export interface PressedKey {
  readonly upArrow: boolean
  readonly downArrow: boolean
  readonly leftArrow: boolean
  readonly rightArrow: boolean
  readonly pageDown: boolean
  readonly pageUp: boolean
  readonly home: boolean
  readonly end: boolean
  readonly return: boolean
  readonly escape: boolean
  readonly ctrl: boolean
  readonly shift: boolean
  readonly tab: boolean
  readonly backspace: boolean
  readonly delete: boolean
}

const named: readonly (readonly [keyof PressedKey, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'return'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
]

/** Keys that come in one piece with others when they are typed fast, or pasted. */
const by_character: Readonly<Record<string, string>> = {
  '\r': 'return',
  '\n': 'return',
  '\t': 'tab',
  '\u001b': 'escape',
  '\u007f': 'backspace',
  '\b': 'backspace',
}

/**
 * The names of the keys that were pressed: `j`, `up`, `ctrl+c`, `shift+tab`. A terminal may send several at once.
 * @param input the text that ink gives
 */
export function keyNames(input: string, key: PressedKey): string[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab']
  for (const [property, name] of named) if (key[property]) return [name]
  if (key.escape && input === '') return ['escape']
  if (key.ctrl) return [`ctrl+${input}`]
  return Array.from(input, (character) => {
    const control = character.charCodeAt(0)
    return (
      by_character[character] ?? (control < 0x20 ? `ctrl+${String.fromCharCode(control + 0x60)}` : character)
    )
  })
}
