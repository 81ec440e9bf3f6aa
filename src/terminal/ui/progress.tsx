import { Box, type Instance, render, Text } from 'ink'
import { escapeLine } from '../escape.ts'
import type { ProgressLabel, ProgressStep, ProgressView } from '../progress-view.ts'

const bar_columns = 24

/** One line: what is done, a bar, how far, how fast, how long yet. */
export function ProgressBar({
  label,
  step,
  rate,
}: {
  label: ProgressLabel
  step: ProgressStep
  /** Of what is counted, a second. */
  rate: number
}) {
  return (
    <Box gap={1}>
      <Text>{step.at === undefined ? label.doing : `${label.doing} ${escapeLine(step.at)}`}</Text>
      {step.total === undefined ? null : <Bar share={share(step)} />}
      <Text>{amount(step, label.unit)}</Text>
      <Text dimColor>
        {rate === 0 ? '' : `${Math.round(rate).toLocaleString('en')}/s${timeLeft(step, rate)}`}
      </Text>
    </Box>
  )
}

function Bar({ share }: { share: number }) {
  const full = Math.round(share * bar_columns)
  return (
    <Text>
      <Text color="green">{'█'.repeat(full)}</Text>
      <Text dimColor>{'░'.repeat(bar_columns - full)}</Text>
    </Text>
  )
}

function share({ done, total = 0 }: ProgressStep): number {
  return total <= 0 ? 1 : Math.min(1, done / total)
}

function amount({ done, total }: ProgressStep, unit: string): string {
  const text = done.toLocaleString('en')
  return total === undefined ? `${text} ${unit}` : `${text}/${total.toLocaleString('en')} ${unit}`
}

function timeLeft({ done, total }: ProgressStep, rate: number): string {
  if (total === undefined || rate === 0) return ''
  const seconds = Math.ceil(Math.max(0, total - done) / rate)
  return seconds < 60 ? `, ${seconds} s left` : `, ${Math.ceil(seconds / 60)} min left`
}

/** How fast work is, from what was shown of it: what was done before, and in another part of it, does not count. */
export class Pace {
  #from: { readonly at: string | undefined; readonly done: number; readonly ms: number } | undefined

  /** A second; 0 where nothing is known yet. */
  rate({ done, at }: ProgressStep, nowMs: number): number {
    const from = this.#from
    if (from === undefined || from.at !== at || done < from.done) {
      this.#from = { at, done, ms: nowMs }
      return 0
    }
    return nowMs > from.ms ? ((done - from.done) * 1000) / (nowMs - from.ms) : 0
  }
}

/** Draws on stderr until it is closed, then leaves nothing behind. */
export function openProgressBar(label: ProgressLabel, stderr: NodeJS.WriteStream): ProgressView {
  const pace = new Pace()
  let instance: Instance | undefined
  const show = (step: ProgressStep): void => {
    const bar = <ProgressBar label={label} step={step} rate={pace.rate(step, performance.now())} />
    if (instance !== undefined) instance.rerender(bar)
    else instance = render(bar, { stdout: stderr, exitOnCtrlC: false, patchConsole: false })
  }
  return {
    show,
    close: () => {
      instance?.clear()
      instance?.unmount()
    },
  }
}
