import { shapes, type IconName } from './shapes.ts'

export type { IconName }

/** An icon of the page's sprite; without a label beside it the button needs an `aria-label`. */
export const Icon = ({ name, small, className }: { name: IconName; small?: boolean; className?: string }) => (
  <svg class={['icon', small === true ? 's' : '', className ?? ''].filter(Boolean).join(' ')} aria-hidden="true">
    <use href={`#i-${name}`} />
  </svg>
)

/** The shapes that one page uses: Lucide (ISC licence); the mark is our own. */
export const Sprite = ({ icons }: { icons: readonly IconName[] }) => (
  <svg hidden>
    {icons.map((name) => (
      <symbol id={`i-${name}`} viewBox="0 0 24 24" dangerouslySetInnerHTML={{ __html: shapes[name] }} />
    ))}
  </svg>
)
