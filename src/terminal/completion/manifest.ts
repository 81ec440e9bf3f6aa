/** A command as oclif's manifest describes it; only what completion looks at. */
export interface CommandEntry {
  readonly summary?: string
  readonly aliases?: readonly string[]
  readonly hidden?: boolean
  /** False: it takes any number of arguments. */
  readonly strict?: boolean
  /** What the words after `--` are called, where a command takes them apart. */
  readonly pathsName?: string
  readonly args: Readonly<Record<string, { readonly hidden?: boolean }>>
  readonly flags: Readonly<Record<string, FlagEntry>>
}

export interface FlagEntry {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly aliases?: readonly string[]
  readonly summary?: string
  readonly helpValue?: string
  readonly options?: readonly string[]
  readonly multiple?: boolean
  readonly hidden?: boolean
  /** `GLOBAL`: an option of every command. */
  readonly helpGroup?: string
}

/** The commands by name. */
export type Manifest = Readonly<Record<string, CommandEntry>>

/** The command with this name or alias. */
export function commandNamed(manifest: Manifest, name: string): CommandEntry | undefined {
  if (Object.hasOwn(manifest, name)) return manifest[name]
  return Object.values(manifest).find(({ aliases }) => aliases?.includes(name))
}
