import type { PullIssue, Repository, Review, User } from "../entities.ts";
import { pullJson, reviewJson } from "../responses/issues.ts";
import type { World } from "../state.ts";
import { letAutoMergesGoOn } from "./auto-merge.ts";
import { emit } from "./events.ts";

export function submitReview(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  request: { readonly state: Review["state"]; readonly body: string },
): Review {
  const review: Review = {
    ...request,
    id: world.nextId(),
    user,
    commitSha: issue.pull.headSha,
    submittedAtMs: world.now(),
  };
  issue.pull.reviews.push(review);
  emit(world, repository, user, "pull_request_review", {
    action: "submitted",
    review: {
      ...reviewJson(world, repository, issue, review),
      state: review.state.toLowerCase(),
    },
    pull_request: pullJson(world, repository, issue),
  });
  letAutoMergesGoOn(world, repository);
  return review;
}
