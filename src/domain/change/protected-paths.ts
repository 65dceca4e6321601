import { anyGlob } from "../shared/glob.ts";

/** What runs, or decides what runs, when CI or a person does no more than take the change. */
export interface ProtectedKind {
  /** For people: what these files are. */
  readonly name: string;
  /** `everybody`: no change of the app's; `model`: none that a model writes. */
  readonly from: "everybody" | "model";
  /** Matched whatever the case. */
  readonly patterns: readonly string[];
}

/**
 * The kinds of files that changes keep away from, wherever in the repository they are. A new CI vendor, test runner or
 * agent is a pattern here; the policy reference and the tests are made from this list.
 */
export const protectedKinds: readonly ProtectedKind[] = [
  {
    name: "CI definitions",
    from: "everybody",
    patterns: [
      ".github/**",
      "**/.{ci,circleci,buildkite,gitlab,gitea,forgejo,semaphore,tekton,teamcity,harness,builds,codefresh}/**",
      "**/.{azuredevops,azure-pipelines,concourse,argo,argocd,drone,vela,woodpecker,jenkins,dagger,earthly}/**",
      "**/{.azuredevops,azure-pipelines,bamboo-specs,jenkins,concourse,tekton,ci}/**",
      "**/*gitlab-ci*.y{a,}ml",
      "**/.{drone,travis,woodpecker,cirrus,vela,build,appveyor,codeship,scrutinizer,vsts-ci,semaphore}*.{yml,yaml,star,jsonnet}",
      "**/{appveyor,azure-pipelines,bitbucket-pipelines,bitrise,codefresh,codemagic,circle,wercker,screwdriver,shippable}*.y{a,}ml",
      "**/{cloudbuild,buildspec,appspec,amplify,apprunner,codeship-services,codeship-steps,dagger,skaffold}*.{yml,yaml,json}",
      "**/*{Jenkinsfile,.jenkinsfile}*",
      "**/{Tiltfile,Earthfile,.teamcity.kts}",
      "**/{.pre-commit-config,.pre-commit-hooks,lefthook,lefthook-local,.lefthook,.overcommit}*.{yml,yaml,toml,json}",
      "**/{renovate,dependabot,.renovaterc,.mergify,codecov,.codecov,sonar-project,release-please-config}*.{json,json5,yml,yaml,properties}",
    ],
  },
  {
    name: "git's and GitHub's own files",
    from: "everybody",
    patterns: [
      "**/.git/**",
      "**/.{gitmodules,gitattributes,gitignore,gitconfig,mailmap,git-blame-ignore-revs,lfsconfig}",
      "**/.{husky,githooks,git-hooks,hooks}/**",
      "**/{.githooks,git-hooks,githooks}/**",
      "**/{CODEOWNERS,OWNERS,OWNERS_ALIASES,.policy.y{a,}ml}",
      "**/.bulldozer.y{a,}ml",
    ],
  },
  {
    name: "credentials and environments",
    from: "everybody",
    patterns: [
      "**/.env",
      "**/.env[.-]*",
      "**/*.env",
      "**/.envrc*",
      "**/.{direnv,aws,azure,config,docker,gnupg,kube,ssh,pip,m2,gradle,cargo,bundle,gem,terraform.d}/**",
      "**/.{netrc,pypirc,pgpass,my.cnf,htpasswd,dockercfg,vault-token,terraformrc}",
      "**/{_netrc,pip.conf,pip.ini,nuget.config,auth.json,credentials,credentials.json}",
      "**/*.{pem,key,p12,pfx,p8,jks,keystore,kdbx,ppk,asc,gpg,crt,cer,der}",
      "**/{id_rsa,id_dsa,id_ecdsa,id_ed25519,authorized_keys,known_hosts}*",
    ],
  },
  {
    name: "package manifests and lock files",
    from: "everybody",
    patterns: [
      "**/{package,package-lock,npm-shrinkwrap,composer,bower,jsr,deno,import_map,lerna,nx,turbo,rush,project}.json{c,}",
      "**/{pnpm-lock,pnpm-workspace,pubspec,conda,environment,meta}.y{a,}ml",
      "**/*.{lock,lockb,lockfile}",
      "**/{go.mod,go.sum,go.work,go.work.sum,Cargo.toml,bunfig.toml,pyproject.toml,Pipfile,uv.toml,pixi.toml,mise.toml,.tool-versions}",
      "**/{requirements,constraints}*.{txt,in}",
      "**/requirements/**",
      "**/{setup.py,setup.cfg,MANIFEST.in}",
      "**/{Gemfile,gems.rb,Podfile,Brewfile,Cartfile,Package.swift,Package.resolved,Mintfile,mix.exs,rebar.config,cpanfile,DESCRIPTION}",
      "**/*.{gemspec,podspec,nimble,cabal,opam,rockspec}",
      "**/{.pnpmfile,pnpmfile,.pnp,.pnp.loader}.{cjs,mjs,js}",
      "**/.yarn/**",
      "**/{node_modules,vendor,bower_components,.venv,venv,site-packages}/**",
      "**/{deps.edn,project.clj,shard.yml,elm.json,flake.nix,default.nix,shell.nix,devbox.json}",
    ],
  },
  {
    name: "build files",
    from: "everybody",
    patterns: [
      "**/{Makefile,GNUmakefile,BSDmakefile,justfile,.justfile,Taskfile,Snakefile,Rakefile,Thorfile,Guardfile,Capfile,Fastfile,Procfile,Vagrantfile}",
      "**/{Makefile,justfile,Rakefile,Taskfile,Taskfile.dist}.*",
      "**/*.{mk,mak,rake,just,gradle,bzl,bazel,cmake,csproj,fsproj,vbproj,vcxproj,sln,props,targets,sbt,pro,pri,gyp,gypi,ninja}",
      "**/*.gradle.kts",
      "**/{gradlew,gradlew.bat,mvnw,mvnw.cmd,sbt,lein,configure,autogen.sh,bootstrap.sh}",
      "**/{gradle,.mvn,fastlane,.bazel}/**",
      "**/{gradle.properties,pom.xml,build.xml,ivy.xml,build.rs,build.zig,build.zig.zon,build.sc,build.mill,build.boot}",
      "**/{BUILD,WORKSPACE,WORKSPACE.bazel,MODULE.bazel,.bazelrc,.bazeliskrc,.buckconfig,BUCK,pants.toml,pants.ini}",
      "**/{CMakeLists.txt,CMakePresets.json,meson.build,meson_options.txt,SConstruct,SConscript,wscript,configure.ac,Makefile.am}",
      "**/{tsconfig,jsconfig}*.json",
      "**/*.{config,conf}.{js,cjs,mjs,ts,cts,mts,json,json5,yml,yaml,toml}",
      "**/{gulpfile,Gruntfile,jakefile,webpack*,rollup*,esbuild*,vite*,build}.{js,cjs,mjs,ts,mts,babel.js}",
      "**/.*rc",
      "**/.*rc.*",
      "**/{toolchain.toml,rust-toolchain,rust-toolchain.toml,rustfmt.toml,clippy.toml,.nvmrc,.node-version,.python-version,.ruby-version,.java-version}",
      "**/{noxfile,fabfile,dodo,toxfile,hatch_build}.py",
      "tasks.py",
      "**/{tox.ini,.flake8,.pylintrc,mypy.ini,ruff.toml,.ruff.toml,.golangci.y{a,}ml,.rubocop.y{a,}ml,.editorconfig,biome.json{c,}}",
      "**/{global.json,Directory.Build.*,Directory.Packages.*,*.runsettings}",
    ],
  },
  {
    name: "test set-up",
    from: "everybody",
    patterns: [
      "**/{conftest,sitecustomize,usercustomize,noxfile}.py",
      "**/*.pth",
      "**/{pytest,phpunit,testng,nosetests,behave,.coveragerc}*.{ini,xml,dist,cfg,toml}",
      "**/phpunit.xml.dist",
      "**/{jest,vitest,vite,mocha,ava,tap,jasmine,karma,playwright,cypress,wdio,nightwatch,testcafe,codecept,cucumber,qunit,uvu,stryker}[._-]*.{js,cjs,mjs,ts,cts,mts,jsx,tsx,json}",
      "**/{setup,teardown,global,bootstrap,test,tests}{-,_,.,}{setup,teardown,global,tests,test,jest,vitest,mocha,env,environment,files,hooks,bootstrap}*.{js,cjs,mjs,ts,cts,mts,jsx,tsx,py,rb,php}",
      "**/{test,tests,spec,specs,__tests__,e2e,support,cypress}/{setup,teardown,bootstrap,hooks,global*,env,environment,init}.{js,cjs,mjs,ts,cts,mts,jsx,tsx,php,rb}",
      "**/setupProxy.{js,cjs,mjs,ts}",
      "**/{spec_helper,rails_helper,test_helper}.{rb,exs}",
      "**/{__mocks__,cypress/support,cypress/plugins,features/support}/**",
      "**/{TestInitialize,AssemblyInfo,GlobalSetup,GlobalUsings}.{cs,fs,vb}",
      "**/META-INF/services/**",
      "**/junit-platform.properties",
    ],
  },
  {
    name: "container files",
    from: "everybody",
    patterns: [
      "**/{Dockerfile,Containerfile,Singularity}",
      "**/{Dockerfile,Containerfile}[._-]*",
      "**/*.{dockerfile,containerfile,dockerignore}",
      "**/*compose*.y{a,}ml",
      "**/{docker-bake,docker-stack}*.{hcl,json,yml,yaml}",
      "**/{docker-entrypoint,entrypoint}*",
      "**/.{dockerignore,containerignore,helmignore}",
    ],
  },
  {
    name: "editor, shell and developer environment",
    from: "everybody",
    patterns: [
      "**/.{devcontainer,vscode,idea,fleet,zed,vs,nova,gitpod,codesandbox,stackblitz,settings,project,run}/**",
      "**/{.devcontainer,devcontainer}.json",
      "**/*.{code-workspace,sublime-project,iml}",
      "**/{.gitpod,.devfile,devfile,.codesandbox}*",
      "**/.{vimrc,exrc,nvimrc,nvim.lua,emacs,dir-locals.el,projectile,lvimrc,vim}",
      "**/.{bashrc,bash_profile,bash_login,bash_aliases,bash_logout,profile,zshrc,zshenv,zprofile,zlogin,zlogout,kshrc,cshrc,tcshrc,inputrc,screenrc}",
      "**/.tmux.conf",
      "**/{Profile.ps1,Microsoft.PowerShell_profile.ps1,autoexec.bat,desktop.ini,.DS_Store,config.fish}",
      "**/.{gdbinit,lldbinit,irbrc,pryrc,pythonrc,pythonstartup,Rprofile,Renviron,ocamlinit,sqliterc,psqlrc}",
    ],
  },
  {
    name: "instructions to agents",
    from: "everybody",
    patterns: [
      "**/{AGENTS,AGENT,CLAUDE,GEMINI,CODEX,COPILOT,CONVENTIONS,SKILL,QWEN,WARP,JULES}{.local,.override,}.md",
      "**/*copilot-instructions*",
      "**/*.{instructions,prompt,chatmode,agent}.md",
      "**/.{cursor,claude,codex,gemini,windsurf,continue,aider,roo,cline,kiro,junie,amazonq,augment,goose,opencode,qodo,trae,tabnine,copilot,agents,mcp}*",
      "**/.{cursor,claude,codex,gemini,windsurf,continue,aider,roo,cline,kiro,junie,amazonq,augment,goose,opencode,qodo,trae,tabnine,copilot,agents,mcp}*/**",
      "**/{.mcp,mcp,mcp-servers,.mcp-servers}.json",
      "**/{.goosehints,.cursorrules,.windsurfrules,.clinerules,.roomodes,llms.txt,llms-full.txt}",
    ],
  },
  {
    name: "infrastructure and deployment",
    from: "model",
    patterns: [
      "**/{*template*,serverless*,samconfig*,sam,stack*,*stack,*cloudformation*,cfn*,Pulumi*,helmfile*,kustomization,Chart,values*}.{y{a,}ml,json,json5,toml}",
      "**/{render,fly,netlify,vercel,now,app,heroku,railway,wrangler,firebase,zappa_settings,copilot,manifest,cdk*,ecosystem*}.{y{a,}ml,json,json5,toml}",
      "**/{serverless,cdk,sst,pulumi,alchemy,ecosystem}{.*,}.{js,cjs,mjs,ts,mts}",
      "**/{infra,infrastructure,terraform,cdk,cdk.out,cloudformation,cfn,iac,k8s,kubernetes,helm,charts,ansible,pulumi}/**",
      "{deploy,deployment,deployments,copilot,policies,iam}/**",
      "**/*.{tf,tfvars,tofu,hcl,bicep,cfn,template,nomad,sls,jsonnet,libsonnet,dhall,cue,rego,cedar,sentinel}",
      "**/*.tf.json",
      "**/*.asl.{json,y{a,}ml}",
      "**/{*polic*,*iam*,*role*,*permission*}.{json,yml,yaml}",
    ],
  },
  {
    name: "scripts",
    from: "model",
    patterns: [
      "**/*.{sh,bash,zsh,fish,ksh,csh,ps1,psm1,psd1,bat,cmd,vbs,applescript,command}",
      "**/{scripts,hack,.scripts}/**",
      "{tools,bin}/**",
    ],
  },
];

const forEverybody = matcherOf(({ from }) => from === "everybody");
const forModels = matcherOf(({ from }) => from === "model");

/** What a protected path is, for people; null for one that is not protected from a change of this author's. */
export function protectedKind(path: string, author: "recipe" | "model"): string | null {
  return forEverybody(path) ?? (author === "model" ? forModels(path) : null);
}

/** {@link protectedKind} of what the policy itself may open to a model, by naming the file. */
export function isOpenable(path: string): boolean {
  return forEverybody(path) === null && forModels(path) !== null;
}

function matcherOf(isMeant: (kind: ProtectedKind) => boolean): (path: string) => string | null {
  const kinds = protectedKinds
    .filter(isMeant)
    .map(({ name, patterns }) => ({ name, matches: anyGlob(patterns, { ignoreCase: true }) }));
  return (path) => kinds.find(({ matches }) => matches(path))?.name ?? null;
}
