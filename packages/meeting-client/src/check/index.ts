export { ConnectionCheck, type ConnectionCheckOptions } from './ConnectionCheck.ts';
export type { CheckResult, CheckStep } from './checkResult.ts';
export {
  type CheckAdvice,
  type CheckGrade,
  type CheckRow,
  type CheckVerdict,
  judgeCheck,
  lossOf,
} from './judgeCheck.ts';
