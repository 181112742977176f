import type { Strings } from './index.ts'

export const settings: Strings['settings'] = {
  title: '设置',
  preferences: '偏好设置',
  preferencesLead: '随账号保存，在所有设备上生效。',
  language: '语言',
  theme: '主题',
  system: '跟随系统',
  light: '浅色',
  dark: '深色',
  timeZone: '时区',
  timeZoneHint: '用量和对话列表都按此时区划分日期',
  save: '保存偏好设置',
  saved: '偏好设置已保存。',
  profile: '个人资料',
  profileLead: '管理员能看到您的用户名，但看不到您的对话。',
  roleLabel: '角色',
  role: { user: '用户', admin: '管理员' },
  waysIn: '其他登录方式',
  waysInLead: '使用您在别处已有的账号登录。',
  link: '关联',
  unlink: '解除关联',
}
