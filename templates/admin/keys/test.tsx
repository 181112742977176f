import { paths } from '../../../src/paths.ts'
import type { KeyView } from '../../../src/upstreams/keyState.ts'
import type { Chrome } from '../../chrome.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { clock } from './state.tsx'

type Props = { chrome: Chrome; view: KeyView }
type Tested = NonNullable<KeyView['tested']>

export const MoneyLeft = ({
  chrome: { t },
  balance: { currency, micros },
}: {
  chrome: Chrome
  balance: NonNullable<Tested['balance']>
}) => <small class="money">{t.keys.balance(t.money(micros, currency))}</small>

/** On the page of a key: how its last test went, and the button for another. */
export const KeyTestPanel = ({ chrome, view }: Props) => {
  const { t } = chrome
  return (
    <div class="stack narrow" id="key-test">
      {view.tested !== null && <TestResult chrome={chrome} tested={view.tested} />}
      <form
        method="post"
        action={paths.adminKeyTest(view.id)}
        hx-post={paths.adminKeyTest(view.id)}
        hx-target="#key-test"
        hx-swap="outerHTML"
        hx-sync="this:drop"
      >
        <input type="hidden" name="from" value="key" />
        <button class="btn">
          <Icon name="zap" small />
          {t.keys.test}
        </button>
      </form>
    </div>
  )
}

const TestResult = ({ chrome, tested }: { chrome: Chrome; tested: Tested }) => {
  const { t } = chrome
  const { keys: words } = t
  const when = words.tested(clock(chrome, new Date(tested.at)))
  if (tested.reason !== null) {
    const problem = tested.problem === null ? '' : words.problems[tested.problem]
    return (
      <Notice tone="danger" icon="alert" title={words.fails}>
        {problem} {tested.said !== undefined && words.said(tested.said)} {when}
      </Notice>
    )
  }
  return (
    <Notice tone="success" icon="check" title={words.works}>
      {words.worksLead(tested.model ?? '', words.ms(tested.ms ?? 0))} {tested.models !== undefined && words.listed(tested.models)}{' '}
      {tested.balance && words.balanceLead(t.money(tested.balance.micros, tested.balance.currency))} {when}
    </Notice>
  )
}
