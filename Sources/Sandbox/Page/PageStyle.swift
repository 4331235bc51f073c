/// The page's style sheet. Colours are pairs with a contrast of at least 4.5 : 1 (WCAG AA).
enum PageStyle {
  static let css = frame + columns + networks + post + extras

  private static let frame = """
    :root {
      color-scheme: light dark;
      --ground: #eef0f6; --ink: #14161f; --quiet: #565b6e; --line: #d9dce6; --brand: #4b3ce0;
      --bad: #b00020; --bad-ground: #fde7ea;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #0d0f16; --ink: #f1f2f7; --quiet: #a3a9bd; --line: #2b3040; --brand: #a79fff;
        --bad: #ff9aa8; --bad-ground: #3b1219;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--ground); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif,
        "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji";
    }
    a { color: inherit; }
    :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; border-radius: 4px; }
    .hidden {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    .top {
      display: flex; flex-wrap: wrap; align-items: center; gap: .9rem; max-width: 80rem;
      margin: 0 auto; padding: 1.4rem 1.5rem 1.1rem;
    }
    .top h1 { margin: 0; font-size: 1.35rem; line-height: 1.2; letter-spacing: -.01em; }
    .top p { margin: .1rem 0 0; color: var(--quiet); }
    .top .mark { display: flex; }
    .top .sum {
      margin-left: auto; padding: .35rem .9rem; border: 1px solid var(--line);
      border-radius: 99px; color: var(--ink); font-size: .9rem;
    }
    .top .sum.bad { background: var(--bad-ground); color: var(--bad); border-color: currentColor; }
    footer {
      padding: .5rem 1.5rem 2.5rem; text-align: center; color: var(--quiet); font-size: .85rem;
    }
    footer a { margin-left: .7rem; }

    """

  private static let columns = """
    main {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
      gap: 1.5rem;
      align-items: start; max-width: 80rem; margin: 0 auto; padding: 0 1.5rem 1.5rem;
    }
    section {
      --paper: #fff; --text: #14161f; --soft: #565b6e; --rule: #e2e4ee; --accent: #5638cc;
      --fold: #f1effc; --fill: #f6f6fb;
      background: var(--paper); color: var(--text); border: 1px solid var(--rule);
      border-radius: 14px; overflow: hidden; min-width: 0;
    }
    section.bluesky {
      --text: #0b0f14; --soft: #455a70; --rule: #dce2ea; --accent: #0060d6; --fold: #eff4fa;
      --fill: #f5f8fb;
    }
    @media (prefers-color-scheme: dark) {
      section {
        --paper: #191b27; --text: #f1f2f7; --soft: #9fa6c2; --rule: #2e3246; --accent: #a5a0ff;
        --fold: #25283a; --fill: #20232f;
      }
      section.bluesky {
        --paper: #151d28; --text: #f4f7fa; --soft: #a9b8c8; --rule: #2a3645; --accent: #5aaeff;
        --fold: #1f2a38; --fill: #1b2530;
      }
    }
    h2 {
      display: flex; align-items: center; gap: .5rem; margin: 0; padding: .8rem 1.1rem;
      border-bottom: 1px solid var(--rule); font-size: 1.05rem;
    }
    h2 svg { color: var(--accent); width: 24px; height: 24px; }
    h2 small { margin-left: auto; color: var(--soft); font-weight: 400; font-size: .8rem; }
    .empty { margin: 0; padding: 3.5rem 1.5rem; text-align: center; color: var(--soft); }
    @media (max-width: 52rem) {
      main { grid-template-columns: minmax(0, 1fr); padding: 0 .6rem 1rem; gap: 1rem; }
      .top { padding: 1rem .8rem; }
      .top > div { flex: 1; min-width: 12rem; }
      .top .sum { margin-left: 0; }
    }

    """

  /// The networks' own colours, for their names and pictures.
  private static let networks = """
    section.threads, section.x { --accent: #14161f; --tone: #14161f; }
    section.instagram { --accent: #a8106a; --tone: #a8106a; }
    section.facebook { --accent: #0a58ca; --tone: #0a58ca; }
    section.linkedin { --accent: #0a5da8; --tone: #0a5da8; }
    section.reddit { --accent: #b33a00; --tone: #b33a00; }
    section.youtube { --accent: #b80018; --tone: #b80018; }
    section.tiktok { --accent: #ad0a3c; --tone: #ad0a3c; }
    section.telegram { --accent: #0b6aa3; --tone: #0b6aa3; }
    section.discord { --accent: #4752c4; --tone: #4752c4; }
    section.pinterest { --accent: #b6001b; --tone: #b6001b; }
    @media (prefers-color-scheme: dark) {
      section.threads, section.x { --accent: #f1f2f7; --tone: #454b63; }
      section.instagram { --accent: #ff8ac8; }
      section.facebook { --accent: #7ab4ff; }
      section.linkedin { --accent: #74b8f5; }
      section.reddit { --accent: #ff9f70; }
      section.youtube { --accent: #ff949e; }
      section.tiktok { --accent: #ff93b0; }
      section.telegram { --accent: #6fc1f2; }
      section.discord { --accent: #a3abff; }
      section.pinterest { --accent: #ff8f9c; }
    }

    """

  private static let post = """
    .post {
      position: relative; display: grid; grid-template-columns: 46px minmax(0, 1fr); gap: .75rem;
      padding: 1rem 1.1rem .6rem; border-top: 1px solid var(--rule); scroll-margin-top: 1rem;
    }
    h2 + .post, .post.continues { border-top: 0; }
    .post:target { background: var(--fold); }
    .avatar {
      display: grid; place-items: center; width: 46px; height: 46px; border-radius: 9px;
      background: var(--tone, linear-gradient(150deg, #6a4ee0, #4526b5)); color: #fff;
      font-weight: 700; font-size: 1.25rem; z-index: 1;
    }
    .bluesky .avatar { border-radius: 50%; background: linear-gradient(150deg, #0f6fe0, #0a4da6); }
    .goes-on::before, .continues::after {
      content: ""; position: absolute; left: calc(1.1rem + 22px); width: 2px;
      background: var(--rule);
    }
    .goes-on::before { top: calc(1rem + 50px); bottom: 0; }
    .continues::after { top: 0; height: calc(1rem - 4px); }
    .post header { display: flex; gap: .5rem; align-items: baseline; }
    h3 {
      display: flex; flex-wrap: wrap; gap: 0 .4rem; margin: 0; min-width: 0; font-size: 1rem;
      line-height: 1.35;
    }
    .mastodon h3 { flex-direction: column; }
    .handle { color: var(--soft); font-weight: 400; font-size: .9rem; overflow-wrap: anywhere; }
    .when {
      display: flex; align-items: center; gap: .35rem; margin: 0 0 0 auto; color: var(--soft);
      font-size: .88rem; white-space: nowrap;
    }
    .when a { text-decoration: none; }
    .when a:hover { text-decoration: underline; }
    .when svg { display: block; width: 15px; height: 15px; }
    .edited { font-style: italic; }
    .double {
      display: inline-block; margin: .3rem 0 0; padding: .1rem .6rem; border-radius: 99px;
      background: var(--bad-ground); color: var(--bad); font-size: .85rem; font-weight: 700;
    }
    .title { margin: .35rem 0 0; font-weight: 700; overflow-wrap: anywhere; }
    .text { margin: .35rem 0 .2rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    .text a, .tag { color: var(--accent); }
    .text a { text-decoration: none; }
    .text a:hover { text-decoration: underline; }
    .mastodon .text a { text-decoration: underline; text-underline-offset: 2px; }
    .actions {
      display: flex; justify-content: space-between; max-width: 21rem; margin: .55rem 0 0;
      padding: 0; list-style: none; color: var(--soft);
    }
    .actions svg { display: block; width: 18px; height: 18px; }

    """

  private static let extras = """
    .warning { margin: .5rem 0 .2rem; }
    .warning summary {
      display: flex; align-items: center; gap: .6rem; padding: .6rem .8rem; cursor: pointer;
      border: 1px solid var(--rule); border-left: 4px solid var(--accent); border-radius: 8px;
      background: var(--fold); list-style: none; font-weight: 600;
    }
    .warning summary span { flex: 1; overflow-wrap: anywhere; }
    .warning summary::-webkit-details-marker { display: none; }
    .warning summary::after { content: "Show more"; color: var(--accent); font-size: .88rem; }
    .warning[open] summary::after { content: "Show less"; }
    .media { display: grid; gap: .5rem; margin: .6rem 0 .2rem; }
    .media.n2, .media.n4 { grid-template-columns: 1fr 1fr; }
    .media.n3 { grid-template-columns: 1fr 1fr; }
    .media.n3 figure:first-child { grid-column: 1 / -1; }
    figure {
      margin: 0; display: flex; flex-direction: column; border: 1px solid var(--rule);
      border-radius: 10px; overflow: hidden; background: var(--fill);
    }
    figure img, figure video {
      display: block; width: 100%; height: auto; max-height: 24rem; object-fit: cover;
      background: var(--rule);
    }
    .n2 img, .n3 figure:not(:first-child) img, .n4 img { aspect-ratio: 4 / 3; }
    .n3 figure:first-child img { aspect-ratio: 16 / 9; }
    figure audio { width: 100%; }
    figcaption { padding: .45rem .7rem; color: var(--soft); font-size: .85rem; line-height: 1.4; }
    figcaption b {
      margin-right: .3rem; padding: .05rem .35rem; border-radius: 4px; background: var(--soft);
      color: var(--paper); font-size: .7rem; letter-spacing: .04em; vertical-align: 1px;
    }
    figcaption.missing { font-style: italic; }
    .card {
      display: block; margin: .6rem 0 .2rem; border: 1px solid var(--rule); border-radius: 10px;
      overflow: hidden; color: inherit; text-decoration: none; background: var(--fill);
    }
    .card:hover { border-color: var(--accent); }
    .card img { display: block; width: 100%; aspect-ratio: 1.91; object-fit: cover; }
    .card .words {
      display: flex; flex-direction: column; padding: .6rem .8rem .7rem; min-width: 0;
    }
    .card small, .card .words span { color: var(--soft); font-size: .86rem; }
    .card strong { line-height: 1.35; overflow-wrap: anywhere; }
    .card.small { display: flex; align-items: stretch; }
    .card .blank {
      display: grid; place-items: center; flex: 0 0 4rem; color: var(--soft);
      border-right: 1px solid var(--rule);
    }
    .poll ul { margin: .6rem 0 .4rem; padding: 0; list-style: none; }
    .poll li {
      display: flex; align-items: center; gap: .6rem; margin: .35rem 0; padding: .45rem .7rem;
      border: 1px solid var(--rule); border-radius: 8px; background: var(--fill);
    }
    .poll .box {
      flex: none; width: 18px; height: 18px; border: 2px solid var(--soft); border-radius: 50%;
    }
    .poll.multiple .box { border-radius: 4px; }
    .poll p { margin: 0; color: var(--soft); font-size: .88rem; }

    """
}
