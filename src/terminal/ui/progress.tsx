import { Box, render, Text } from 'ink'
import { escapeLine } from '../escape.ts'
import type { ProgressLabel, ProgressStep, ProgressView } from '../progress-view.ts'

const bar_columns = 24

/** One line: what is done, a bar, how far, how fast, how long yet. */
export function ProgressBar({
  label,
  step,
  elapsedMs,
}: {
  label: ProgressLabel
  step: ProgressStep
  elapsedMs: number
}) {
  const rate = elapsedMs > 0 ? (step.done * 1000) / elapsedMs : 0
  return (
    <Box gap={1}>
      <Text>{step.at === undefined ? label.doing : `${label.doing} ${escapeLine(step.at)}`}</Text>
      {step.total === undefined ? null : <Bar share={share(step)} />}
      <Text>{amount(step, label.unit)}</Text>
      <Text dimColor>{`${Math.round(rate).toLocaleString('en')}/s${timeLeft(step, rate)}`}</Text>
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

/** Draws on stderr until it is closed, then leaves nothing behind. */
export function openProgressBar(label: ProgressLabel, stderr: NodeJS.WriteStream): ProgressView {
  const startMs = performance.now()
  const frame = (step: ProgressStep) => (
    <ProgressBar label={label} step={step} elapsedMs={performance.now() - startMs} />
  )
  const instance = render(frame({ done: 0 }), { stdout: stderr, exitOnCtrlC: false, patchConsole: false })
  return {
    show: (step) => instance.rerender(frame(step)),
    close: () => {
      instance.clear()
      instance.unmount()
    },
  }
}
