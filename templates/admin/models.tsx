import type { ModelLine } from '../../src/admin/models/lines.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { AdminPage, Empty } from './frame.tsx'
import { amountIn } from './modelPrices.tsx'

export type ModelsProps = { chrome: Chrome; models: readonly ModelLine[]; done?: string | undefined }

export const ModelsPage = ({ chrome, models, done }: ModelsProps) => {
  const { models: words } = chrome.t
  const add = (
    <a class="btn small" href={paths.adminNewModel()}>
      {words.add}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="models" title={words.title} action={add}>
      <section class="section">
        <h2 class="sr" id="models-h">
          {words.title}
        </h2>
        {done !== undefined && <Notice tone="success" icon="check" title={done} />}
        {models.length === 0 ? (
          <Empty icon="cube" title={words.emptyTitle} lead={words.emptyLead} />
        ) : (
          <ModelTable chrome={chrome} models={models} />
        )}
      </section>
    </AdminPage>
  )
}

const ModelTable = ({ chrome, models }: Omit<ModelsProps, 'done'>) => {
  const { models: words } = chrome.t
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="models-h">
      <table class="table fold models">
        <thead>
          <tr>
            <th>{words.model}</th>
            <th>{words.sizes}</th>
            <th>{words.abilities}</th>
            <th>{words.price}</th>
            <th>{words.who}</th>
            <th>
              <span class="sr">{words.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((line, index) => (
            <ModelRow chrome={chrome} line={line} isFirst={index === 0} isLast={index === models.length - 1} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = { chrome: Chrome; line: ModelLine; isFirst: boolean; isLast: boolean }

const ModelRow = ({ chrome, line, isFirst, isLast }: RowProps) => {
  const { t } = chrome
  const { models: words } = t
  const { model } = line
  const { thinking = 'none', images = false } = model.abilities
  const can = [...(thinking === 'none' ? [] : [words.thinks]), ...(images ? [words.sees] : [])]
  return (
    <tr id={`m-${model.id}`}>
      <th scope="row">
        <a href={paths.adminModel(model.id)}>{model.name}</a> <Badges chrome={chrome} line={line} />
        <small>
          {model.provider} / {model.upstreamId}
        </small>
      </th>
      <td class="size" data-label={words.sizes}>
        {words.context(t.number(model.contextTokens))}
        <small>{model.maxOutputTokens === null ? words.ownOutput : words.output(t.number(model.maxOutputTokens))}</small>
      </td>
      <td data-label={words.abilities}>{can.length === 0 ? <span class="muted">{words.plain}</span> : can.join(', ')}</td>
      <td data-label={words.price}>
        <PriceNow chrome={chrome} line={line} />
      </td>
      <td data-label={words.who}>{audienceWords(chrome, line)}</td>
      <td class="acts">
        <Acts chrome={chrome} line={line} isFirst={isFirst} isLast={isLast} />
      </td>
    </tr>
  )
}

const Badges = ({ chrome: { t }, line }: { chrome: Chrome; line: ModelLine }) => {
  const { models: words } = t
  return (
    <>
      {line.isDefault && (
        <span class="badge" data-tone="accent">
          {words.isDefault}
        </span>
      )}
      {!line.model.enabled && <span class="badge">{words.isOff}</span>}
      {!line.isReachable && (
        <span class="badge" data-tone="warning" title={words.noKeyTitle}>
          {words.noKey}
        </span>
      )}
    </>
  )
}

const PriceNow = ({ chrome: { t, timeZone }, line: { now, model } }: { chrome: Chrome; line: ModelLine }) => {
  const { models: words } = t
  if (now === null) return <span class="muted">{model.prices.length === 0 ? words.free : words.notYet}</span>
  const { price, until } = now
  return (
    <span class="price" title={words.perMillion}>
      {price.currency} {[price.input, price.cached_input, price.output].map(amountIn).join(' · ')}
      {until !== null && <small>{words.peakUntil(t.time(until, timeZone))}</small>}
    </span>
  )
}

function audienceWords({ t }: Chrome, { model: { audience } }: ModelLine): string {
  const { models: words } = t
  if (audience === null) return words.everybody
  const { roles = [], groupIds = [], userIds = [] } = audience
  const parts = [
    ...(roles.includes('admin') ? [words.admins] : []),
    ...(roles.includes('user') ? [words.users] : []),
    ...(groupIds.length > 0 ? [words.groups(groupIds.length)] : []),
    ...(userIds.length > 0 ? [words.people(userIds.length)] : []),
  ]
  return parts.length === 0 ? words.nobody : parts.join(', ')
}

const Acts = ({ chrome: { t }, line: { model }, isFirst, isLast }: RowProps) => {
  const { models: words } = t
  const verb = model.enabled ? words.switchOff : words.switchOn
  return (
    <div class="moves">
      <form method="post" action={paths.adminModelState(model.id)}>
        <input type="hidden" name="enabled" value={model.enabled ? 'false' : 'true'} />
        <button class="btn quiet small" aria-label={words.ofModel(verb, model.name)}>
          {verb}
        </button>
      </form>
      <form method="post" action={paths.adminModelPosition(model.id)}>
        <button class="icon-btn" name="move" value="up" disabled={isFirst} aria-label={words.moveUp(model.name)}>
          <Icon name="up" small />
        </button>
        <button class="icon-btn" name="move" value="down" disabled={isLast} aria-label={words.moveDown(model.name)}>
          <Icon name="down" small />
        </button>
      </form>
    </div>
  )
}
