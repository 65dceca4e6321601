import { expect, it } from "vitest";
import { policySchema } from "../policy/policy.ts";
import { pathProblems } from "./edits.ts";
import { protectedKind, protectedKinds } from "./protected-paths.ts";

const { limits } = policySchema.parse({
  version: 1,
  services: [{ name: "a", functionName: "a", resource: "A" }],
});

it.each<[string, string]>([
  [
    "CI definitions",
    `.github/workflows/a.yml .github/actions/x/action.yml .gitlab-ci.yml .gitlab/ci/a.yml .circleci/config.yml
     Jenkinsfile ci/Jenkinsfile.release a.jenkinsfile azure-pipelines.yml .azure-pipelines/a.yml .travis.yml .drone.yml
     .drone.star .woodpecker/a.yml .woodpecker.yml .buildkite/p.yml bitbucket-pipelines.yml buildspec.yml
     buildspec-test.yaml cloudbuild.yaml appveyor.yml .appveyor.yml .cirrus.yml .semaphore/s.yml bamboo-specs/b.yml
     .teamcity/settings.kts codefresh.yml bitrise.yml codemagic.yaml .tekton/p.yaml .gitea/workflows/a.yml
     .forgejo/workflows/a.yml screwdriver.yaml .vela.yml wercker.yml amplify.yml appspec.yml .build.yml .builds/a.yml
     lefthook.yml .pre-commit-config.yaml renovate.json .github/dependabot.yml .mergify.yml ci/run.js src/.ci/x`,
  ],
  [
    "git's and GitHub's own files",
    ".gitmodules a/.gitattributes .gitignore .husky/pre-commit .githooks/x CODEOWNERS docs/CODEOWNERS",
  ],
  [
    "credentials and environments",
    `.env a/.env.local prod.env .envrc .direnv/x .aws/credentials .ssh/config .pip/pip.conf pip.conf .netrc .pypirc
     .docker/config.json id_rsa x.pem x.key x.p12 x.jks NuGet.Config auth.json`,
  ],
  [
    "package manifests and lock files",
    `package.json web/package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lockb
     bun.lock bunfig.toml .pnpmfile.cjs .pnp.cjs .yarn/releases/yarn.cjs deno.json deno.lock requirements.txt
     requirements-dev.txt constraints.txt Pipfile Pipfile.lock pyproject.toml poetry.lock uv.lock setup.py setup.cfg
     Gemfile Gemfile.lock x.gemspec go.mod go.sum go.work Cargo.toml Cargo.lock composer.json composer.lock mix.exs
     Package.swift Podfile nx.json turbo.json lerna.json node_modules/x/index.js vendor/x.go flake.nix`,
  ],
  [
    "build files",
    `Makefile a/GNUmakefile Makefile.am rules.mk justfile Taskfile.yml Rakefile x.rake build.rs build.gradle
     build.gradle.kts settings.gradle gradlew gradle/wrapper/gradle-wrapper.properties gradle.properties pom.xml mvnw
     .mvn/maven.config .mvn/extensions.xml build.sbt project.clj WORKSPACE BUILD BUILD.bazel MODULE.bazel x.bzl
     .bazelrc CMakeLists.txt x.cmake meson.build SConstruct x.csproj Directory.Build.props x.targets x.sln tsconfig.json
     tsconfig.build.json webpack.config.js webpack.prod.js vite.config.ts rollup.config.mjs babel.config.json .babelrc
     .babelrc.js .swcrc .eslintrc .eslintrc.cjs eslint.config.js .prettierrc.js .stylelintrc .lintstagedrc.js
     .commitlintrc.js .releaserc .mocharc.js .nycrc .npmrc .yarnrc.yml gulpfile.js Gruntfile.js noxfile.py tox.ini
     tasks.py .nvmrc rust-toolchain.toml Vagrantfile Procfile .golangci.yml next.config.js`,
  ],
  [
    "test set-up",
    `conftest.py tests/unit/conftest.py sitecustomize.py usercustomize.py x.pth pytest.ini jest.setup.js
     jest.setup.ts jest-setup.js vitest.setup.ts vitest.workspace.ts setupTests.ts src/setup-tests.js test/setup.ts
     tests/globalSetup.ts global-setup.ts globalTeardown.js test-setup.js karma.conf.js playwright.config.ts
     cypress/support/e2e.js spec/spec_helper.rb test/test_helper.rb tests/bootstrap.php phpunit.xml testng.xml
     __mocks__/fs.js features/support/env.rb`,
  ],
  [
    "container files",
    `Dockerfile a/Dockerfile.dev api.dockerfile Containerfile docker-compose.yml compose.yaml
     docker-compose.override.yml docker-bake.hcl .dockerignore docker-entrypoint.sh`,
  ],
  [
    "editor, shell and developer environment",
    `.devcontainer/devcontainer.json .devcontainer.json .vscode/tasks.json .vscode/settings.json .idea/workspace.xml
     .zed/tasks.json x.code-workspace .gitpod.yml devfile.yaml .bashrc .zshrc .profile .bash_profile .zshenv .vimrc
     .exrc .tmux.conf .gdbinit`,
  ],
  [
    "instructions to agents",
    `AGENTS.md docs/agents.md CLAUDE.md CLAUDE.local.md GEMINI.md .cursor/rules/a.md .cursorrules .windsurfrules
     .clinerules .claude/settings.json .codex/config.toml .github/copilot-instructions.md x/copilot-instructions.md
     .mcp.json .cursor/mcp.json .aider.conf.yml .continue/config.json .kiro/a.md .junie/guidelines.md a.prompt.md`,
  ],
])("nobody's change touches %s, in any folder and however it is written", (_name, paths) => {
  for (const path of paths.trim().split(/\s+/)) {
    for (const written of [path, path.toUpperCase(), path.replace(".", "\uff0e").replace("k", "\u212a")]) {
      expect(pathProblems(written, limits), written).toMatchObject([{ code: "protected_path" }]);
    }
    const hidden = [
      `${path}.`,
      `${path} `,
      path.replace(/(.)$/, "\u200b$1"),
      `${path.replaceAll("/", "\\")}\\x`,
    ];
    for (const written of hidden) expect(pathProblems(written, limits), written).not.toEqual([]);
  }
});

it.each([
  `template.yaml infra/template.yaml serverless.yml sam.yaml samconfig.toml stack.template.json cdk.json lib/cdk.ts
   main.tf prod.tfvars main.bicep terraform/x k8s/deploy.yaml charts/a/values.yaml Chart.yaml kustomization.yaml
   Pulumi.prod.yaml state.asl.json policy.json iam-role.json fly.toml vercel.json netlify.toml wrangler.toml app.yaml`,
  "deploy.sh scripts/release.js run.ps1 x.bat hack/x tools/x.js bin/x",
])("no model writes %s, but recipes may where they named it", (paths) => {
  for (const path of paths.trim().split(/\s+/)) {
    expect(protectedKind(path, "model"), path).not.toBeNull();
    expect(protectedKind(path, "recipe"), path).toBeNull();
  }
});

it("leaves code and its tests to a model", () => {
  const paths = `src/app.js src/handlers/order.ts src/checkout/index.mjs src/lib/db.py src/main.go src/lib.rs
    src/main/java/com/acme/Order.java test/app.test.js tests/test_order.py src/order_test.go spec/order_spec.rb
    src/policy/rules.ts src/config/index.ts src/config.ts src/tools/parse.ts src/environment.ts src/roles.ts
    src/setup/order.ts src/test/java/com/acme/OrderTest.java docs/über.md src/values.ts src/stack.ts src/build/plan.ts
    src/templates/mail.html src/manifest.ts src/ci.ts src/profile.ts src/key.ts src/lock.ts src/agents.ts`;
  for (const path of paths.trim().split(/\s+/)) expect(protectedKind(path, "model"), path).toBeNull();
});

it("says of each kind what it is", () => {
  const names = protectedKinds.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
