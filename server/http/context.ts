import type { Refusal } from '@huying/kernel/define/refusal';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anyone, viewerOfToken } from '../access/sessions.ts';
import type { Acting } from '../act.ts';
import type { LiveCity } from '../cities.ts';
import type { Viewer } from '../view-case.ts';
import type { Doors } from './limits.ts';
import { langOf, PROBLEM_TYPE, type ProblemMaker } from './problem.ts';

/** What every route needs. */
export type HttpContext = {
  /** The city of a request, by host name or path; one city needs neither. */
  cityOf(request: FastifyRequest): LiveCity;
  readonly problem: ProblemMaker;
  readonly doors: Doors;
};

export function refuseWith(context: HttpContext, request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const problem = context.problem(refusal, langOf(request.headers['accept-language']));
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

/** Who asks: a post by its bearer token, or anybody. Null where a token was given that is not valid. */
export async function viewerOf(acting: Acting, request: FastifyRequest): Promise<Viewer | null> {
  if (!request.headers.authorization) return anyone(acting.runtime);
  const token = tokenOf(request);
  return token ? viewerOfToken(acting.runtime, token) : null;
}

/** Name of the caller for idempotency: the post, or for everybody else the address. */
export function callerOf(viewer: Viewer, request: FastifyRequest): string {
  return viewer.actor.kind === 'post' ? `post:${viewer.actor.id}` : `address:${request.ip}`;
}

/** The bearer token of a request, if it has the form of one. */
export const tokenOf = (request: FastifyRequest): string | undefined =>
  /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
