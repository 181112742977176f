import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import type { FormState } from './form.tsx'
import { AdminPage } from './frame.tsx'

/** What came of it: for how many it is done, who was so already, and who is left as he was, by the reason. */
export type Bulk = { changed: number; unchanged: number; refused: readonly { reason: string; names: readonly string[] }[] }

export const BulkNotice = ({ chrome: { t }, bulk: { changed, unchanged, refused } }: { chrome: Chrome; bulk: Bulk }) => {
  const words = t.admin.bulk
  const isDone = refused.length === 0
  const lines = [
    ...(unchanged > 0 ? [words.unchanged(unchanged)] : []),
    ...refused.map(({ reason, names }) => (names.length === 0 ? reason : words.refused(names, reason))),
  ]
  return (
    <Notice tone={isDone ? 'success' : 'warning'} icon={isDone ? 'check' : 'alert'} title={words.changed(changed)}>
      {lines.length === 0
        ? undefined
        : lines.map((line, n) => (
            <>
              {n > 0 && <br />}
              {line}
            </>
          ))}
    </Notice>
  )
}

type BarProps = { chrome: Chrome; groups: readonly { id: string; name: string }[] }

/** What can be done with those who are ticked; the stylesheet shows it when somebody is, and our script counts them. */
export const BulkBar = ({ chrome: { t }, groups }: BarProps) => {
  const words = t.admin.bulk
  return (
    <div class="ticked" role="group" aria-label={words.title}>
      <strong class="count">
        <span class="scripted">
          <span data-ticked="" /> {words.selected}
        </span>
      </strong>
      {groups.length > 0 && <GroupChoice words={words} groups={groups} />}
      <Act name="enable" label={words.enable} />
      <Act name="disable" label={words.disable} />
      <Act name="sign_out" label={words.signOut} />
      <button class="btn small danger" name="action" value="delete">
        {words.delete}
      </button>
    </div>
  )
}

const Act = ({ name, label }: { name: string; label: string }) => (
  <button class="btn small" name="action" value={name}>
    {label}
  </button>
)

const GroupChoice = ({ words, groups }: { words: Chrome['t']['admin']['bulk']; groups: BarProps['groups'] }) => (
  <span class="pair">
    <label class="sr" for="group_id">
      {words.group}
    </label>
    <span class="select auto">
      <select id="group_id" name="group_id">
        <option value="">{words.noGroup}</option>
        {groups.map(({ id, name }) => (
          <option value={id}>{name}</option>
        ))}
      </select>
      <Icon name="caret" small />
    </span>
    <Act name="group" label={words.putInto} />
  </span>
)

export type BulkDeletionProps = {
  chrome: Chrome
  users: readonly { id: string; username: string; role: 'user' | 'admin'; isMe: boolean }[]
  /** the query of the list that one comes from */
  list: string
  state: FormState
}

/** Asks once more before users are removed, and names them. */
export const BulkDeletionPage = ({ chrome, users, list, state }: BulkDeletionProps) => {
  const { t } = chrome
  const words = t.admin.bulk
  const back = (
    <a class="btn small" href={paths.adminUsers(list)}>
      {t.admin.user.back}
    </a>
  )
  const meant = users.filter(({ isMe }) => !isMe).length
  return (
    <AdminPage chrome={chrome} place="users" title={words.deleteTitle(meant)} action={back}>
      <Section title={words.who} lead={t.admin.user.removeLead} id="who" first>
        <form class="stack narrow" method="post" action={paths.adminUsersDeletion()}>
          <input type="hidden" name="list" value={list} />
          <ul class="items">
            {users.map((user) => (
              <Doomed chrome={chrome} user={user} />
            ))}
          </ul>
          <Field
            name="confirm"
            label={words.typeWord(words.word)}
            value={state.values['confirm']}
            error={state.errors['confirm']}
            autocomplete="off"
            required
            literal
          />
          <div class="toolbar">
            <button class="btn danger">{words.deleteTitle(meant)}</button>
            <a class="btn" href={paths.adminUsers(list)}>
              {words.cancel}
            </a>
          </div>
        </form>
      </Section>
    </AdminPage>
  )
}

const Doomed = ({ chrome: { t }, user }: { chrome: Chrome; user: BulkDeletionProps['users'][number] }) => (
  <li>
    <Icon name="users" />
    <div>
      {user.username}
      <small>{user.isMe ? t.admin.bulk.isYou : t.admin.users.role[user.role]}</small>
    </div>
    {!user.isMe && <input type="hidden" name="ids" value={user.id} />}
  </li>
)
