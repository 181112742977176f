/** The settings of the whole server. */
export const site = {
  title: '设置',
  announcement: '公告',
}
