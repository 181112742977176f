import { Notice } from '../ui/notice.tsx'
import type { AccountSection, AccountView } from './account.tsx'

/** What is wrong with no field of this section's form. */
export const Fault = ({ account: { fault }, section }: { account: AccountView; section: AccountSection }) =>
  fault?.section === section ? <Notice tone="danger" icon="alert" role="alert" title={fault.text} /> : null
