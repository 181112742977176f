import { describe, expect, it } from 'vitest'
import { dayIn, dayNamed, dayOf, daysFrom, mondayOf, monthOf } from './periods.ts'

const inIso = ({ start, end }: { start: Date; end: Date }) => [start.toISOString(), end.toISOString()]

describe('a day and a month', () => {
  it.each([
    ['UTC', '2026-11-24T21:00:00Z', '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-24T21:00:00Z', '2026-11-24T16:00:00.000Z', '2026-11-25T16:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-24T05:00:00Z', '2026-11-23T08:00:00.000Z', '2026-11-24T08:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-24T18:14:59Z', '2026-11-23T18:15:00.000Z', '2026-11-24T18:15:00.000Z'],
    ['Europe/Zurich, 25 hours', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['Europe/Zurich, 23 hours', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ])('in %s', (name, at, start, end) => {
    expect(inIso(dayOf(new Date(at), name.split(',')[0]!))).toEqual([start, end])
  })

  it.each([
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
    ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00:00.000Z'],
  ])('have no gap between them where midnight itself is skipped, in %s', (zone, day, start) => {
    const after = dayOf(new Date(`${day}T12:00:00Z`), zone)
    expect(after.start.toISOString()).toBe(start)
    expect(dayOf(new Date(after.start.getTime() - 1), zone).end).toEqual(after.start)
    expect(dayIn(zone, after.start)).toBe(day)
    expect(dayOf(after.start, zone).start).toEqual(after.start)
  })

  it('run over the end of the year', () => {
    expect(inIso(monthOf(new Date('2026-12-31T20:00:00Z'), 'Asia/Tokyo'))).toEqual(['2026-12-31T15:00:00.000Z', '2027-01-31T15:00:00.000Z'])
    expect(inIso(monthOf(new Date('2026-12-15T00:00:00Z'), 'UTC'))).toEqual(['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
  })
})

describe('a day that is written', () => {
  it.each([
    ['UTC', '2026-11-24', '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-24', '2026-11-23T10:00:00.000Z', '2026-11-24T10:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-24', '2026-11-24T08:00:00.000Z', '2026-11-25T08:00:00.000Z'],
    ['Europe/Zurich', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('in %s', (zone, text, start, end) => {
    expect(inIso(dayNamed(text, zone) ?? { start: new Date(0), end: new Date(0) })).toEqual([start, end])
  })

  it.each(['', '2026-02-30', '2026-13-01', '2026-1-1', '2026-11-24T00:00:00Z', 'x-y-z', '275761-01-01'])('is none: %j', (text) => {
    expect(dayNamed(text, 'UTC')).toBeNull()
  })
})

describe('the name of a day', () => {
  it.each([
    ['UTC', '2026-11-24T23:59:59.999Z', '2026-11-24'],
    ['Asia/Shanghai', '2026-11-24T16:00:00Z', '2026-11-25'],
    ['America/Los_Angeles', '2026-11-01T06:59:00Z', '2026-10-31'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Nowhere/At-all', '2026-01-01T00:00:00Z', '2026-01-01'],
  ])('in %s at %s is %s', (zone, at, day) => {
    expect(dayIn(zone, new Date(at))).toBe(day)
  })

  it.each([
    ['2026-11-30', '2026-11-30'],
    ['2026-11-29', '2026-11-23'],
    ['2027-01-01', '2026-12-28'],
    ['2028-03-01', '2028-02-28'],
  ])('%s is of the week from %s', (day, monday) => {
    expect(mondayOf(day)).toBe(monday)
  })

  it.each(['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC'])('is of a stretch of time that holds all of it in %s', (zone) => {
    const { since, until } = daysFrom('2026-02-01', '2026-02-31')
    const [first, last] = [dayNamed('2026-02-01', zone)!, dayNamed('2026-02-28', zone)!]
    expect(since.getTime()).toBeLessThanOrEqual(first.start.getTime())
    expect(until.getTime()).toBeGreaterThanOrEqual(last.end.getTime())
  })
})
