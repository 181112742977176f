import { formatDate, formatMoney } from './format.ts'
import type { Strings } from './index.ts'
import { reasons } from './zh-CN.reasons.ts'
import { factor } from './zh-CN.factor.ts'
import { account } from './zh-CN.account.ts'
import { admin } from './zh-CN.admin.ts'
import { audit } from './zh-CN.audit.ts'
import { settings } from './zh-CN.settings.ts'
import { overview } from './zh-CN.overview.ts'
import { keys } from './zh-CN.keys.ts'
import { models } from './zh-CN.models.ts'
import { usage } from './zh-CN.usage.ts'
import { logs } from './zh-CN.logs.ts'
import { site } from './zh-CN.site.ts'
import { markdown } from './zh-CN.markdown.ts'
import { thread } from './zh-CN.thread.ts'
import { tokens } from './zh-CN.tokens.ts'

const numbers = new Intl.NumberFormat('zh-CN')
const ERROR_TITLES: Record<number, string> = {
  401: '请先登录',
  403: '您无权访问',
  404: '这里什么也没有',
  409: '现在还不行',
  413: '内容过大',
  429: '操作太快了',
  503: '暂时无法使用',
}

function timeOfDay(hour: number | null): string {
  if (hour === null) return '您好'
  if (hour < 5 || hour >= 18) return '晚上好'
  if (hour < 11) return '早上好'
  return hour < 13 ? '中午好' : '下午好'
}

export const zhCN: Strings = {
  locale: 'zh-CN',
  languageName: '简体中文',
  reasons,

  number: (n) => numbers.format(n),
  money: (micros, currency) => formatMoney('zh-CN', micros, currency),
  time: (date, timeZone) => formatDate('zh-CN', 'time', date, timeZone),
  date: (date, timeZone) => formatDate('zh-CN', 'date', date, timeZone),
  dateTime: (date, timeZone) => formatDate('zh-CN', 'dateTime', date, timeZone),
  month: (date, timeZone) => formatDate('zh-CN', 'monthNumber', date, timeZone),
  monthYear: (date, timeZone) => formatDate('zh-CN', 'monthYear', date, timeZone),
  seconds: (n) => `${numbers.format(n)}秒`,
  secondsUnit: '秒',

  page: {
    skip: '跳到正文',
    about: '关于',
    home: '返回对话',
    title: (page) => `${page} · AIChat`,
  },

  auth: {
    signIn: '登录',
    signInLead: '继续您的对话',
    username: '用户名',
    password: '密码',
    passwordAgain: '再次输入密码',
    passwordHint: (min) => `至少${numbers.format(min)}个字符，用一句话最好。`,
    orWith: '或使用已有的账号',
    signInWith: (name) => `使用 ${name} 登录`,
    noAccount: '还没有账号？',
    createOne: '注册一个',
    haveAccount: '已有账号？',
    register: '注册账号',
    registerLead: '您的对话只保存在这台服务器上。',
    registerInviteLead: '注册需要本服务器管理员的邀请。',
    registerSubmit: '注册',
    registerClosed: '注册已关闭',
    registerClosedLead: '本服务器的新账号由管理员创建，请向管理员申请。',
    invite: '邀请码',
    inviteHint: '在您收到的邀请消息里',
    problems: (n) => `有${numbers.format(n)}处需要修改`,
    problemsLead: '除密码外，您填写的内容都已保留。',
    motto: ['您的密钥。', '您的服务器。', '您的对话。'],
  },

  setup: {
    title: '设置 AIChat',
    heading: '欢迎！请创建管理员账号',
    lead: '此链接只能使用一次，且仅在服务器还没有用户时有效。',
    submit: '创建管理员',
    model: '由谁来回答',
    key: 'DeepSeek 密钥',
    keyOptional: '选填，可以稍后再加',
    keyHint: '加密保存。没有密钥时由演示模型回答。',
    useKey: 'DeepSeek 密钥，现在或稍后填写',
    useServer: (name, url) => `${name}（${url}）`,
    serverModels: (n) => `在本机上发现，有${numbers.format(n)}个模型`,
  },

  reset: {
    title: '设置新密码',
    lead: (name) => `用户：${name}。此链接只能使用一次，其他设备都会退出登录。`,
    submit: '设置密码',
    done: '新密码已设置',
    doneLead: '您已在所有设备上退出登录，请使用新密码登录。',
  },

  nav: {
    conversations: '对话',
    newChat: '新对话',
    openMenu: '打开菜单',
    closeMenu: '关闭菜单',
    account: '账号',
    settings: '设置',
    signOut: '退出登录',
    today: '今天',
    yesterday: '昨天',
    week: '过去 7 天',
    more: '显示更早的对话',
    none: '您的对话会列在这里。',
    answering: '正在回答',
    administrator: '管理员',
    administration: '管理',
  },

  conversation: {
    options: '对话选项',
    optionsOf: (title) => `对话选项：${title}`,
    rename: '重命名',
    remove: '删除',
    renameTitle: '重命名对话',
    titleLabel: '标题',
    save: '保存标题',
    cancel: '取消',
    close: '关闭',
    deleteTitle: '删除这个对话？',
    deleteLead: (title) => `“${title}”及其全部回答将被永久删除。`,
    deleteConfirm: '删除对话',
  },

  chat: {
    you: '您',
    answer: '回答',
    message: '消息',
    placeholderFirst: '想了解什么？',
    placeholder: '继续提问',
    send: '发送',
    stop: '停止',
    stopHint: '停止（Esc）',
    stopping: '正在停止…',
    think: '思考',
    model: '模型',
    jump: '回到最新',
    copy: '复制',
    copied: '已复制',
    copyFailed: '复制失败，请选中文字后手动复制。',
    retry: '重试',
    thinking: '正在思考…',
    thoughts: '思考过程',
    thoughtFor: (seconds) => `思考了${numbers.format(seconds)}秒`,
    disclaimer: 'AI 可能出错，重要内容请自行核实。',
    tokens: (n) => `${numbers.format(n)} token`,
    tokensEstimated: (n) => `约${numbers.format(n)} token`,
    answerStarted: '开始回答。',
    answerEnded: '回答完成。',
    answerEndedOtherwise: '回答提前结束。',
    greeting: (name, hour) => `${timeOfDay(hour)}，${name}`,
    suggestionsLabel: '建议',
    suggestions: [
      { icon: 'code', title: '检查一段代码', note: '找出问题并解释原因', text: '请检查这段代码，找出问题并解释原因：\n\n' },
      { icon: 'lang', title: '用心翻译', note: '中英互译，保留语气', text: '请把下面的内容翻译成英文，并保留原来的语气：\n\n' },
      {
        icon: 'table',
        title: '把笔记整理成表格',
        note: '决定、负责人、日期',
        text: '请把这些笔记整理成表格，列出决定、负责人和日期：\n\n',
      },
      { icon: 'bulb', title: '讲得简单一点', note: '用生活中的例子说明', text: '请用生活中的例子，简单地解释：' },
    ],
  },

  thread,

  state: {
    stopped: '您停止了这个回答',
    interrupted: '回答被中断',
    interruptedLead: '已收到的内容已保存。请重试以获取完整回答。',
    interruptedPartly: '已收到的内容已保存。可以从这里继续，也可以重新生成。',
    notSaved: '这个回答没有保存',
    failed: '模型没有回答',
    failedPartly: '回答中途断开',
    questionSaved: '您的问题已保存。',
    limit: '提问太快，已达到本服务器的上限',
    limitLead: ['', '后可以继续提问，草稿已保留。'],
    limitOver: '现在可以继续发送。',
    noKeyAdmin: '先添加一个密钥',
    noKeyAdminLead: 'AIChat 需要 DeepSeek 或其他 OpenAI 兼容服务的密钥。请设置 DEEPSEEK_API_KEY 并重新启动服务器。',
    noKeyUser: '马上就好',
    noKeyUserLead: '管理员还没有接入模型，您的账号没有问题。',
    demo: '这是演示：背后没有 AI',
    demoAdmin: '由内置脚本回答并复述您的问题。设置 DEEPSEEK_API_KEY 并重新启动服务器，即可与模型对话。',
    demoUser: '在管理员接入模型之前，由内置脚本回答并复述您的问题。',
    delayed: '服务器之间暂时无法通信：此回答的显示会延迟约一秒。',
    in_time: '服务器之间已恢复通信：此回答正在实时显示。',
    unreachable: '无法连接服务器。您的问题还在这里，请重新发送。',
    offline: '您已离线。回答会继续生成，恢复联网后即可查看。',
    lost: '连接已断开。服务器仍在继续回答，正在重新连接…',
    away: '无法连接服务器。您输入的内容已保留，正在重新连接…',
    tryNow: '立即重试',
    signedOut: '您的登录已失效',
    signedOutLead: '您输入的内容已保留，登录后会回到这里。',
    cut: (max) => `最多只能容纳${numbers.format(max)}个字符，粘贴内容的末尾未放入消息。`,
    finish: {
      length: '回答已达到长度上限，点击“继续”可获取余下内容。',
      content_filter: '模型的内容过滤终止了这个回答，请换一种问法。',
      insufficient_system_resource: '模型服务资源不足，回答提前终止，请稍后继续或重试。',
      other: '模型未说明原因就结束了这个回答，如不完整可以继续。',
    },
  },

  markdown,

  account,
  settings,
  factor,
  tokens,
  admin,
  overview,
  keys,
  models,
  usage,
  logs,
  site,
  audit,
  error: {
    title: (status) => ERROR_TITLES[status] ?? (status >= 500 ? '服务器出错了' : '操作没有成功'),
    reference: (requestId) => `请求编号 ${requestId}`,
  },
}
