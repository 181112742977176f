import type { Child } from 'hono/jsx'

export type ActionFormProps = {
  /** where it is posted to, with and without script */
  action: string
  /** of what is started: the same one again is the same turn */
  clientId?: string
  className?: string
  /** what the script does with the place on the page afterwards: `end` follows the answer, an id keeps that message where this one stands */
  place?: 'end' | { shows: string }
  children: Child
}

/** One action on a message: a form of its own, which also works without script. A refusal goes to `#notices`. */
export const ActionForm = ({ action, clientId, className, place, children }: ActionFormProps) => (
  <form
    {...(className === undefined ? {} : { class: className })}
    method="post"
    action={action}
    hx-post={action}
    hx-target="#notices"
    hx-sync="this:drop"
    {...(place === 'end' ? { 'data-follows': '' } : {})}
    {...(typeof place === 'object' ? { 'data-shows': place.shows } : {})}
  >
    {clientId !== undefined && <input type="hidden" name="client_id" value={clientId} />}
    {children}
  </form>
)
