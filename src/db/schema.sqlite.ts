export { apiTokens, inviteUses, invites, sessions, users } from './sqlite/accounts.ts'
export { conversations, files, messageFiles, messages } from './sqlite/chat.ts'
export { auditLog, proxyLogs, settings, tokenUsage } from './sqlite/records.ts'
export { apiKeys, models } from './sqlite/upstream.ts'
