import type { Actor } from '../record/trail.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/** Who acts: the one who is named with `--as`, or whoever typed the command; the trail keeps both. */
export function actorOf({ login }: Pick<CommandContext, 'login'>, as: string | undefined): Actor {
  const viaLogin = login()
  return { login: as ?? viaLogin, viaLogin }
}

/** For the reason why somebody may not; it says who that is, where nobody was named. */
export function refusal(
  { login }: Pick<CommandContext, 'login'>,
  as: string | undefined,
  reason: string,
): CommandFailure {
  return new CommandFailure(
    as === undefined ? `${reason} (${login()}, who typed this; --as names somebody else)` : reason,
  )
}
