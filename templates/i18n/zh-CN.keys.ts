/** The keys of upstream servers. */
export const keys = {
  title: '密钥',
}
