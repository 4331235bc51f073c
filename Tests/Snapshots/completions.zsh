#compdef belfry
# belfry(1) completion for zsh; made by: belfry completions zsh

_belfry_account_names() {
  local -a names
  names=(${(f)"$(belfry accounts 2>/dev/null | cut -f1)"})
  compadd -a names
}

_belfry() {
  local state line
  local -a commands
  commands=(
    'init:write starter files'
    'check:look for mistakes in the files'
    'plan:show what a reload would change'
    'reload:apply the files, or say why not'
    'schema:print the JSON Schema of a file, for editors'
    'queue:list deliveries in the order in which they are due'
    'calendar:list posts by day'
    'show:show a post with every attempt'
    'post:publish now, or schedule for later'
    'import:take posts from a CSV file\: all rows or none'
    'export:print the posts that live in the store as YAML'
    'edit:change a post that is not out yet'
    'reschedule:move deliveries to another time'
    'retry:try failed deliveries again'
    'cancel:take back what is not out yet'
    'delete:take published posts away from the networks'
    'approve:release held posts'
    'reject:send held posts back'
    'resolve:answer for deliveries that need a person'
    'accounts:list accounts\: health, token age, quota left'
    'tokens:list tokens\: age, end, next renewal, scopes'
    'connect:sign in an account'
    'disconnect:revoke and forget an account'\''s tokens'
    'keys:make, change and look at the keys that seal secrets'
    'media:bring pictures and films for posts, and clean them up'
    'daemon:run the daemon in the foreground'
    'status:show how it is going'
    'health:show whether every part works'
    'notices:list what people were told'
    'audit:list who did what'
    'events:follow what happens, as it happens'
    'logs:follow the daemon'\''s log'
    'backup:copy the store into a file, while the daemon works on'
    'restore:put a backup in the place of the store'
    'quarantine:show what may have gone out since a restored backup was made'
    'sandbox:run stand-ins for the networks on this machine'
    'demo:show the whole way, from files to posts in the sandbox'
    'completions:print a completion script for a shell'
    'man:print the manual page'\''s source'
    'version:print the version'
    'help:show help about a command'
  )
  _arguments -C \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
    command) _describe 'command' commands ;;
    rest)
      case $line[1] in
        init) _belfry_init ;;
        check) _belfry_check ;;
        plan) _belfry_plan ;;
        reload) _belfry_reload ;;
        schema) _belfry_schema ;;
        queue) _belfry_queue ;;
        calendar) _belfry_calendar ;;
        show) _belfry_show ;;
        post) _belfry_post ;;
        import) _belfry_import ;;
        export) _belfry_export ;;
        edit) _belfry_edit ;;
        reschedule) _belfry_reschedule ;;
        retry) _belfry_retry ;;
        cancel) _belfry_cancel ;;
        delete) _belfry_delete ;;
        approve) _belfry_approve ;;
        reject) _belfry_reject ;;
        resolve) _belfry_resolve ;;
        accounts) _belfry_accounts ;;
        tokens) _belfry_tokens ;;
        connect) _belfry_connect ;;
        disconnect) _belfry_disconnect ;;
        keys) _belfry_keys ;;
        media) _belfry_media ;;
        daemon) _belfry_daemon ;;
        status) _belfry_status ;;
        health) _belfry_health ;;
        notices) _belfry_notices ;;
        audit) _belfry_audit ;;
        events) _belfry_events ;;
        logs) _belfry_logs ;;
        backup) _belfry_backup ;;
        restore) _belfry_restore ;;
        quarantine) _belfry_quarantine ;;
        sandbox) _belfry_sandbox ;;
        demo) _belfry_demo ;;
        completions) _belfry_completions ;;
        man) _belfry_man ;;
        version) _belfry_version ;;
        help) _belfry_help ;;
      esac
      ;;
  esac
}

_belfry_init() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':DIR:_files -/'
}

_belfry_check() {
  _arguments -s \
    '--strict[Count warnings as errors.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_plan() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_reload() {
  _arguments -s \
    '--force[Cancel as many posts as the files say, even if that is most of them.]' \
    '--wait=[How long to wait for the outcome, such as 90s or 5m.]:TIME: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_schema() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':FILE:(accounts schedule)'
}

_belfry_queue() {
  _arguments -s \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--limit=[At most so many.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_calendar() {
  _arguments -s \
    '--from=[The first day, such as 2026-12-01.]:DAY: ' \
    '--days=[How many days.]:N: ' \
    '--project=[Only posts of this project.]:NAME: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_show() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':POST: '
}

_belfry_post() {
  _arguments -s \
    '*--to=[An account or a group; needed.]:ACCOUNT:_belfry_account_names' \
    '--at=[When\: 2026-12-01 09\:30 in the schedule'\''s zone, or RFC 3339. Absent\: now.]:TIME: ' \
    '--timezone=[The zone of --at, such as Europe/Berlin.]:ZONE: ' \
    '*--media=[A picture, film or sound\: a path, a web address, or id\:ID of belfry media.]:FILE:_files' \
    '*--alt=[What the --media before shows, in the same order.]:TEXT: ' \
    '*--thread=[A further post of a thread.]:TEXT: ' \
    '--link=[A page that the post is about.]:URL: ' \
    '--warning=[A content warning.]:TEXT: ' \
    '--language=[The text'\''s language, such as de or en-GB.]:TAG: ' \
    '--visibility=[Who can see it.]:WORD:(public unlisted followers direct)' \
    '*--tag=[A hashtag, without #.]:WORD: ' \
    '*--option=[What one account or platform understands, such as reddit.title=Bells.]:NAME.KEY=VALUE: ' \
    '--uid=[A name for the request, to repeat it safely.]:NAME: ' \
    '--late=[What to do after the grace.]:WORD:(publish skip ask)' \
    '--grace=[How late it may go out unasked.]:TIME: ' \
    '--project=[A label for filters and roles.]:NAME: ' \
    '--hold[Wait for an approver.]' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--wait=[How long to wait for the outcome, such as 90s or 5m.]:TIME: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':TEXT: '
}

_belfry_import() {
  _arguments -s \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':FILE:_files'
}

_belfry_export() {
  _arguments -s \
    '--project=[Only posts of this project.]:NAME: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_edit() {
  _arguments -s \
    '*--to=[Only on this account, group or platform.]:ACCOUNT:_belfry_account_names' \
    '--all[On every account, even where they differ.]' \
    '--text=[The new text; - reads it from standard input.]:TEXT: ' \
    '--link=[A page that the post is about.]:URL: ' \
    '--warning=[A content warning.]:TEXT: ' \
    '--language=[The text'\''s language, such as de or en-GB.]:TAG: ' \
    '--visibility=[Who can see it.]:WORD:(public unlisted followers direct)' \
    '*--tag=[A hashtag, without #.]:WORD: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':POST: '
}

_belfry_reschedule() {
  _arguments -s \
    '--at=[2026-12-01 09\:30 in the schedule'\''s zone, or RFC 3339.]:TIME: ' \
    '--timezone=[The zone of --at.]:ZONE: ' \
    '--by=[So much later; -2h is earlier.]:TIME: ' \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:POST: '
}

_belfry_retry() {
  _arguments -s \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:POST: '
}

_belfry_cancel() {
  _arguments -s \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:POST: '
}

_belfry_delete() {
  _arguments -s \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:POST: '
}

_belfry_approve() {
  _arguments -s \
    '--comment=[What the others should know.]:TEXT: ' \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:POST: '
}

_belfry_reject() {
  _arguments -s \
    '--comment=[What the others should know.]:TEXT: ' \
    '*--status=[Only deliveries in this state.]:STATE:(draft awaiting-approval scheduled preparing armed publishing confirming doubtful blocked published refused expired cancelled attention)' \
    '*--account=[Only deliveries to this account.]:ACCOUNT:_belfry_account_names' \
    '--platform=[Only deliveries to this platform.]:NAME: ' \
    '--project=[Only deliveries of this project.]:NAME: ' \
    '--post=[Only posts whose uid has this in it.]:TEXT: ' \
    '--from=[Only what is due at or after this time.]:TIME: ' \
    '--until=[Only what is due before this time.]:TIME: ' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:POST: '
}

_belfry_resolve() {
  _arguments -s \
    '--published=[It is out, and is to be seen there.]:URL: ' \
    '--remote-id=[It is out, and the network calls it so.]:ID: ' \
    '--resend[It is certainly not out\: send it.]' \
    '--drop[Leave it, whatever became of it.]' \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:DELIVERY: '
}

_belfry_accounts() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_tokens() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_connect() {
  _arguments -s \
    '--paste[Paste the code by hand; for machines without a browser.]' \
    '--web[The browser, on any machine, comes back to listen\: public_url of the daemon.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':ACCOUNT:_belfry_account_names'
}

_belfry_disconnect() {
  _arguments -s \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':ACCOUNT:_belfry_account_names'
}

_belfry_keys() {
  local state line
  local -a commands
  commands=(
    'init:make the master key and the vault'
    'rewrap:put the vault under another master key'
    'rotate:seal every secret with a new key'
    'status:show the keys'\'' age and use, never their values'
  )
  _arguments -C \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
    command) _describe 'command' commands ;;
    rest)
      case $line[1] in
        init) _belfry_keys_init ;;
        rewrap) _belfry_keys_rewrap ;;
        rotate) _belfry_keys_rotate ;;
        status) _belfry_keys_status ;;
      esac
      ;;
  esac
}

_belfry_keys_init() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_keys_rewrap() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':OLD:_files'
}

_belfry_keys_rotate() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_keys_status() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_media() {
  local state line
  local -a commands
  commands=(
    'upload-url:get an address to which one file may be uploaded'
    'confirm:check an upload and take it'
    'put:take a file of this machine'
    'list:list what was brought, the latest first'
    'gc:remove what is old and not needed'
    'check:read every file and say what is missing or damaged'
  )
  _arguments -C \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
    command) _describe 'command' commands ;;
    rest)
      case $line[1] in
        upload-url) _belfry_media_upload-url ;;
        confirm) _belfry_media_confirm ;;
        put) _belfry_media_put ;;
        list) _belfry_media_list ;;
        gc) _belfry_media_gc ;;
        check) _belfry_media_check ;;
      esac
      ;;
  esac
}

_belfry_media_upload-url() {
  _arguments -s \
    '--type=[Its type, such as image/jpeg; needed.]:TYPE: ' \
    '--bytes=[Its exact length; needed.]:N: ' \
    '--sha256=[Its hash, to be checked.]:HASH: ' \
    '--project=[The project that it belongs to.]:NAME: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':NAME: '
}

_belfry_media_confirm() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':ID: '
}

_belfry_media_put() {
  _arguments -s \
    '--name=[What it is called; absent\: as it is.]:NAME: ' \
    '--project=[The project that it belongs to.]:NAME: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':FILE:_files'
}

_belfry_media_list() {
  _arguments -s \
    '--owner=[Only theirs, such as uid\:1000.]:WHO: ' \
    '--project=[The project that it belongs to.]:NAME: ' \
    '--state=[Only in this state.]:STATE:(uploading uploaded failed deleted)' \
    '--limit=[At most so many.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_media_gc() {
  _arguments -s \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_media_check() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_daemon() {
  _arguments -s \
    '--sandbox[Serve the sandbox of this machine\: short waits, loopback only.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_status() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_health() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_notices() {
  _arguments -s \
    '--limit=[At most so many.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_audit() {
  local state line
  local -a commands
  commands=(
    'verify:check that the audit log is whole'
  )
  _arguments -C \
    '--subject=[Such as delivery\:812 or account\:acme-sky.]:SUBJECT: ' \
    '--actor=[Such as uid\:1000.]:ACTOR: ' \
    '--limit=[At most so many.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
    command) _describe 'command' commands ;;
    rest)
      case $line[1] in
        verify) _belfry_audit_verify ;;
      esac
      ;;
  esac
}

_belfry_audit_verify() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_events() {
  _arguments -s \
    '--after=[Begin after this event, to miss none.]:SEQ: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_logs() {
  _arguments -s \
    '--level=[The least severe level to show.]:WORD:(debug info warning error)' \
    '--tail=[Earlier lines to begin with.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_backup() {
  _arguments -s \
    '--keep=[In a folder\: remove the oldest backups until N are left.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':FILE:_files'
}

_belfry_restore() {
  _arguments -s \
    '--dry-run[Say what would happen, and do nothing.]' \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':FILE:_files'
}

_belfry_quarantine() {
  local state line
  local -a commands
  commands=(
    'assume-sent:take all of it for published, and end it'
    'release:end it, if every delivery is answered'
  )
  _arguments -C \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
    command) _describe 'command' commands ;;
    rest)
      case $line[1] in
        assume-sent) _belfry_quarantine_assume-sent ;;
        release) _belfry_quarantine_release ;;
      esac
      ;;
  esac
}

_belfry_quarantine_assume-sent() {
  _arguments -s \
    '--yes[Do not ask first.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_quarantine_release() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_sandbox() {
  _arguments -s \
    '--port=[The page'\''s port on loopback; the networks take those after it. 0 takes any.]:N: ' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_demo() {
  _arguments -s \
    '--keep[Leave everything running at the end.]' \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_completions() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    ':SHELL:(bash zsh fish)'
}

_belfry_man() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_version() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]'
}

_belfry_help() {
  _arguments -s \
    '--json[Answer with JSON.]' \
    '--config=[Where accounts.yaml and schedule.yaml are.]:DIR:_files -/' \
    '--state=[Where the store and the media are kept.]:DIR:_files -/' \
    '--socket=[The daemon'\''s control socket.]:PATH:_files' \
    '--help[Show help.]' \
    '*:COMMAND: '
}

_belfry "$@"
