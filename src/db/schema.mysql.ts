export { apiTokens, inviteUses, invites, sessions, users } from './mysql/accounts.ts'
export { conversations, files, messageFiles, messages } from './mysql/chat.ts'
export { auditLog, proxyLogs, settings, tokenUsage } from './mysql/records.ts'
export { apiKeys, models } from './mysql/upstream.ts'
