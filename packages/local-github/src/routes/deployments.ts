import { z } from "zod";
import { addDeployment, addDeploymentStatus } from "../actions/checks.ts";
import { requireWritable } from "../actions/issues.ts";
import { notFound } from "../api-error.ts";
import type { Deployment } from "../entities.ts";
import { deploymentJson, deploymentStatusJson } from "../responses/checks.ts";
import {
  bodyOf,
  created,
  numberParameter,
  ok,
  page,
  query,
  type RepositoryCall,
  repositoryRoute,
} from "../routing.ts";
import { requireRevision } from "./commits.ts";

const read = ["deployments:read"];
const write = ["deployments:write"];

/** Deployments and how they went. */
export const deploymentRoutes = [
  repositoryRoute("POST", "/deployments", write, createDeployment),
  repositoryRoute("GET", "/deployments", read, listDeployments),
  repositoryRoute("GET", "/deployments/{id}", read, getDeployment),
  repositoryRoute("POST", "/deployments/{id}/statuses", write, createStatus),
  repositoryRoute("GET", "/deployments/{id}/statuses", read, listStatuses),
];

function deploymentOf(call: RepositoryCall): Deployment {
  const id = numberParameter(call, "id");
  const deployment = call.repository.deployments.find((candidate) => candidate.id === id);
  if (!deployment) {
    throw notFound();
  }
  return deployment;
}

async function createDeployment(call: RepositoryCall) {
  const { world, repository, actor } = call;
  requireWritable(repository);
  const body = bodyOf(call, {
    ref: z.string(),
    task: z.string().default("deploy"),
    environment: z.string().default("production"),
    description: z.string().nullable().default(null),
  });
  const sha = await requireRevision(repository, body.ref);
  return created(
    deploymentJson(world, repository, addDeployment(world, repository, actor, { ...body, sha })),
  );
}

function listDeployments(call: RepositoryCall) {
  const filters = ["sha", "ref", "task", "environment"] as const;
  const wanted = call.repository.deployments.filter((deployment) =>
    filters.every((name) => query(call, name) === null || query(call, name) === deployment[name]),
  );
  return page(call, wanted.reverse(), (one) => deploymentJson(call.world, call.repository, one));
}

function getDeployment(call: RepositoryCall) {
  return ok(deploymentJson(call.world, call.repository, deploymentOf(call)));
}

function createStatus(call: RepositoryCall) {
  const { world, repository, actor } = call;
  requireWritable(repository);
  const deployment = deploymentOf(call);
  const body = bodyOf(call, { state: z.string(), description: z.string().nullable().default(null) });
  const status = addDeploymentStatus(world, repository, actor, deployment, body);
  return created(deploymentStatusJson(world, repository, deployment, status));
}

function listStatuses(call: RepositoryCall) {
  const deployment = deploymentOf(call);
  return page(call, [...deployment.statuses].reverse(), (status) =>
    deploymentStatusJson(call.world, call.repository, deployment, status),
  );
}
