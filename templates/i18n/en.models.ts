/** The models that can be asked. */
export const models = {
  title: 'Models',
}
