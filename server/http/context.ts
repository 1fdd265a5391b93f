import type { Refusal } from '@huying/kernel/define/refusal';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Acting } from '../act.ts';
import { anyone, viewerOfToken } from '../sessions.ts';
import type { Viewer } from '../view-case.ts';
import { langOf, PROBLEM_TYPE, type ProblemMaker } from './problem.ts';

/** What every route needs. */
export type HttpContext = {
  /** The city of a request, by host name or path; one city needs neither. */
  cityOf(request: FastifyRequest): Acting;
  readonly problem: ProblemMaker;
};

export function refuseWith(context: HttpContext, request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const problem = context.problem(refusal, langOf(request.headers['accept-language']));
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

/** Who asks: a post by its bearer token, or anybody. Null where a token was given that is not valid. */
export async function viewerOf(acting: Acting, request: FastifyRequest): Promise<Viewer | null> {
  const header = request.headers.authorization;
  if (!header) return anyone(acting.runtime);
  const token = /^Bearer ([\w-]{20,200})$/.exec(header)?.[1];
  return token ? viewerOfToken(acting.runtime, token) : null;
}

/** Name of the caller for idempotency: the post, or for everybody else the address. */
export function callerOf(viewer: Viewer, request: FastifyRequest): string {
  return viewer.actor.kind === 'post' ? `post:${viewer.actor.id}` : `address:${request.ip}`;
}
