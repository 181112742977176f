/** What stands above a page that there is not, or not now, by status. */
export const ERROR_TITLES: Record<number, string> = {
  401: 'Please sign in',
  403: 'That is not open to you',
  404: 'There is nothing here',
  409: 'Not right now',
  413: 'That is too large',
  429: 'That was fast',
  503: 'Not available right now',
}
