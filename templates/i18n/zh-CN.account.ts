import type { Strings } from './index.ts'

const HOUR = 3_600_000

function span(ms: number): string {
  const hours = ms / HOUR
  if (hours >= 48) return `${Math.round(hours / 24)}天`
  return hours >= 2 ? `${Math.round(hours)}小时` : `${Math.round(hours * 60)}分钟`
}

function device(browser: string | null, system: string | null): string {
  if (browser !== null && system !== null) return `${system} 上的 ${browser}`
  return browser ?? system ?? '未知设备'
}

export const account: Strings['account'] = {
  renamed: '用户名已修改。',
  usernameHint: '登录时使用。对话仍属于您。',
  saveUsername: '修改用户名',

  password: '密码',
  passwordLead: '修改后，其他设备将退出登录，API 令牌将被撤销。',
  noPassword: '您通过第三方登录，在此没有密码。设置一个密码后，不经第三方也能登录。',
  setPassword: '设置密码',
  currentPassword: '当前密码',
  newPassword: '新密码',
  newPasswordAgain: '再次输入新密码',
  changePassword: '修改密码',
  passwordChanged: '密码已修改。其他设备已退出登录，API 令牌已撤销。',

  sessions: '登录设备',
  sessionsLead: (ttl) => `您在这些地方登录。${span(ttl)}未使用后会自动退出。`,
  device,
  thisDevice: '当前设备',
  seen: (when) => `最近使用：${when}`,
  since: (when) => `登录于${when}`,
  signOut: '退出登录',
  signOutOf: (name) => `退出登录：${name}`,
  signOutOthers: '退出所有其他设备',
  sessionEnded: '该设备已退出登录。',
  othersEnded: '所有其他设备均已退出登录。',

  data: '您的数据',
  dataLead: '本服务器保存的与您有关的内容，可以带走，也可以删除。',
  download: '下载我的数据',
  downloadHint: '一个 JSON 文件：个人资料、对话、用量、登录设备和 API 令牌的名称。不含密码和令牌。',
  remove: '删除我的账号',
  removeLead: '对话、文件、登录状态和 API 令牌将被永久删除，正在生成的回答会停止。用量数据会保留，但不再带有您的名字。',
  removeUsername: (name) => `请输入您的用户名 ${name} 以确认`,
  removePassword: '您的密码',
  removeConfirm: '永久删除我的账号',

  goneTitle: '您的账号已删除',
  goneLead: '您的对话已从本服务器删除。',
}
