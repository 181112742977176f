import { describe, expect, it } from 'vitest'
import { createCalibration } from './calibration.ts'

describe('what is learned of a model’s tokens', () => {
  it('is nothing at first', () => {
    expect(createCalibration().ratioOf('m')).toBe(1)
  })

  it('nears the true ratio call by call, for this model alone', () => {
    const calibration = createCalibration()
    calibration.learn('m', { estimated: 1_000, counted: 1_300 })
    expect(calibration.ratioOf('m')).toBeCloseTo(1.06)
    for (let call = 0; call < 20; call++) calibration.learn('m', { estimated: 1_000, counted: 1_300 })
    expect(calibration.ratioOf('m')).toBeCloseTo(1.3, 1)
    expect(calibration.ratioOf('other')).toBe(1)
  })

  it('stays between a half and twice, whatever a server counts', () => {
    const calibration = createCalibration()
    for (let call = 0; call < 100; call++) {
      calibration.learn('much', { estimated: 1_000, counted: 1_000_000 })
      calibration.learn('little', { estimated: 1_000, counted: 1 })
    }
    expect(calibration.ratioOf('much')).toBeCloseTo(2)
    expect(calibration.ratioOf('much')).toBeLessThanOrEqual(2)
    expect(calibration.ratioOf('little')).toBeCloseTo(0.5)
    expect(calibration.ratioOf('little')).toBeGreaterThanOrEqual(0.5)
  })

  it('takes nothing from short calls, nor from a server that counts nothing', () => {
    const calibration = createCalibration()
    calibration.learn('m', { estimated: 20, counted: 40 })
    calibration.learn('m', { estimated: 1_000, counted: 0 })
    expect(calibration.ratioOf('m')).toBe(1)
  })
})
