import type { ModelRow } from '../../src/admin/models/modelQueries.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { LongText } from '../ui/longText.tsx'
import { Select } from '../ui/section.tsx'
import { Tick } from '../ui/tick.tsx'
import type { FormState } from './form.tsx'

type Props = { chrome: Chrome; state: FormState; model: ModelRow }

const THINKING = ['none', 'deepseek', 'effort'] as const
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** As it was ticked where the form was sent, as things are where it was not. */
const isTicked = ({ values }: FormState, name: string, known: boolean): boolean => ('upstream_id' in values ? name in values : known)

export const WhatFields = ({ chrome: { t }, state, model }: Props) => {
  const { models: words } = t
  const { values, errors } = state
  const field = (name: 'name' | 'upstream_id' | 'provider' | 'alias', known: string | null, most: number) => (
    <Field
      name={name}
      label={words[name]}
      value={values[name] ?? known ?? ''}
      hint={words.hints[name]}
      error={errors[name]}
      maxlength={most}
      autocomplete="off"
      required={name !== 'alias'}
      literal
    />
  )
  const size = (name: 'context_tokens' | 'max_output_tokens', known: number | null) => (
    <Field
      name={name}
      label={words[name]}
      value={values[name] ?? (known === null ? '' : t.number(known))}
      hint={name === 'max_output_tokens' ? words.hints.max_output_tokens : undefined}
      error={errors[name]}
      autocomplete="off"
      required={name === 'context_tokens'}
      maxlength={20}
    />
  )
  return (
    <>
      {field('name', model.name, 128)}
      {field('upstream_id', model.upstreamId, 200)}
      {field('provider', model.provider, 64)}
      {field('alias', model.alias, 128)}
      {size('context_tokens', model.contextTokens)}
      {size('max_output_tokens', model.maxOutputTokens)}
      <Tick name="enabled" label={words.enabled} hint={words.hints.enabled} checked={isTicked(state, 'enabled', model.enabled)} />
      <Tick
        name="default"
        label={words.default}
        hint={words.hints.default}
        checked={isTicked(state, 'default', model.isDefault)}
        error={errors['default']}
      />
    </>
  )
}

export const AbilityFields = ({ chrome: { t }, state, model: { abilities } }: Props) => {
  const { models: words } = t
  const thinking = state.values['thinking'] ?? abilities.thinking ?? 'none'
  return (
    <>
      <Select name="thinking" label={words.thinking} error={state.errors['thinking']}>
        {THINKING.map((kind) => (
          <option value={kind} selected={kind === thinking}>
            {words.thinkingKinds[kind]}
          </option>
        ))}
      </Select>
      <Tick
        name="replay_reasoning"
        label={words.replay_reasoning}
        checked={isTicked(state, 'replay_reasoning', abilities.replay_reasoning ?? false)}
      />
      <Tick name="images" label={words.images} checked={isTicked(state, 'images', abilities.images ?? false)} />
    </>
  )
}

type ParamProps = { chrome: Chrome; state: FormState; params: Readonly<Record<string, string>> }

export const ParamFields = ({ chrome: { t }, state: { values, errors }, params }: ParamProps) => {
  const { models: words } = t
  const field = (name: 'temperature' | 'top_p' | 'max_tokens') => (
    <Field
      name={name}
      label={words[name]}
      value={values[name] ?? params[name] ?? ''}
      error={errors[name]}
      placeholder={words.vendorsChoice}
      autocomplete="off"
      maxlength={20}
    />
  )
  const effort = values['reasoning_effort'] ?? params['reasoning_effort'] ?? ''
  return (
    <>
      {field('temperature')}
      {field('top_p')}
      {field('max_tokens')}
      <Select name="reasoning_effort" label={words.reasoning_effort} error={errors['reasoning_effort']}>
        <option value="">{words.vendorsChoice}</option>
        {EFFORTS.map((value) => (
          <option value={value} selected={value === effort}>
            {value}
          </option>
        ))}
      </Select>
      <LongText
        code
        rows={2}
        maxlength={8_000}
        name="extra"
        label={words.extra}
        hint={words.extraHint}
        value={values['extra'] ?? params['extra'] ?? ''}
        error={errors['extra']}
      />
    </>
  )
}
