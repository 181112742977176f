const numbers = new Intl.NumberFormat('en')
const were = (n: number): string => (n === 1 ? '1 earlier message was' : `${numbers.format(n)} earlier messages were`)

/** What can be done with the messages of a conversation. */
export const thread = {
  copyAnswer: 'Copy the answer',
  regenerate: 'Try again',
  continue: 'Continue',
  edit: 'Edit',
  editTitle: 'Edit your question',
  editHint: 'The old version and its answers are kept.',
  versions: 'Versions',
  version: (place: number, of: number): string => `${numbers.format(place)} / ${numbers.format(of)}`,
  previousVersion: 'Previous version',
  nextVersion: 'Next version',
  earlier: 'Earlier messages',
  later: 'Latest messages',
  leftOut: (n: number): string => `${were(n)} left out: ${n === 1 ? 'it no longer fits' : 'they no longer fit'}`,
  summarised: (n: number): string => (n === 0 ? 'Earlier messages were summarised for the model' : `${were(n)} summarised for the model`),
}
