/** The models that can be asked. */
export const models = {
  title: '模型',
}
