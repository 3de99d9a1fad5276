use secrecy::ExposeSecret;

use super::*;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let mut all = Environment {
        is_root: false,
        ..Environment::default()
    };
    for (name, value) in [("HOME", "/home/ada")].iter().chain(variables) {
        all.variables.insert((*name).into(), (*value).into());
    }
    all
}

fn problems(variables: &[(&str, &str)]) -> Vec<String> {
    let Err(Problems(all)) = load(&environment(variables), None) else {
        return Vec::new();
    };
    all.iter().map(ToString::to_string).collect()
}

fn with_file(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Problems> {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("config.toml");
    std::fs::write(&path, text).expect("a file");
    load(&environment(variables), Some(&path))
}

#[test]
fn nothing_set_gives_a_configuration_that_works() {
    let loaded = load(&environment(&[]), None).expect("defaults");
    let config = loaded.config;
    assert_eq!(config.data_dir, Path::new("/home/ada/.local/share/therapybridge"));
    assert_eq!(config.models_dir, config.data_dir.join("models"));
    assert_eq!(
        config.database_url.expose_secret(),
        "sqlite:///home/ada/.local/share/therapybridge/therapybridge.db"
    );
    assert_eq!((config.host.as_str(), config.port), ("127.0.0.1", 8000));
    assert_eq!(config.max_upload_bytes(), 2048 * 1024 * 1024);
    assert!(config.jwt_secret_key.is_none() && config.asr_model.is_none() && config.cors_origins.is_empty());
}

#[test]
fn the_state_directory_of_systemd_is_the_default_and_a_named_one_beats_it() {
    let service = [("STATE_DIRECTORY", "/var/lib/private/tb:/var/lib/other")];
    let config = load(&environment(&service), None).expect("loads").config;
    assert_eq!(config.data_dir, Path::new("/var/lib/private/tb"));
    let named = [service[0], ("TB_DATA_DIR", "/srv/tb")];
    assert_eq!(
        load(&environment(&named), None).expect("loads").config.data_dir,
        Path::new("/srv/tb")
    );
}

#[test]
fn the_environment_beats_the_file_and_the_file_beats_the_default() {
    let loaded = with_file(
        "port = 9000\nhost = \"10.0.0.5\"\nlanguage = \"\"\n",
        &[("PORT", "9001")],
    )
    .expect("loads");
    assert_eq!(
        (
            loaded.config.host.as_str(),
            loaded.config.port,
            loaded.config.language.as_str()
        ),
        ("10.0.0.5", 9001, "en")
    );
    let source = |key: &str| {
        loaded
            .shown
            .iter()
            .find(|shown| shown.key == key)
            .map(|shown| shown.source.clone())
    };
    assert_eq!(source("port").as_deref(), Some("PORT"));
    assert!(source("host").is_some_and(|source| source.ends_with("config.toml")));
    assert_eq!(source("db_pool_size").as_deref(), Some("default"));
}

#[test]
fn a_misspelt_key_is_refused_with_the_nearest_name() {
    let Err(Problems(all)) = with_file("max_uplod_mb = 1\nport = 9000\n", &[]) else {
        panic!("accepted")
    };
    assert_eq!(all.len(), 1);
    assert_eq!(
        all[0].message,
        "there is no such setting; did you mean `max_upload_mb`?"
    );
}

#[test]
fn a_misspelt_variable_is_refused_with_the_nearest_name() {
    assert_eq!(
        problems(&[("TB_DATADIR", "/x")]),
        ["TB_DATADIR: there is no such environment variable; did you mean `TB_DATA_DIR`?"]
    );
    assert_eq!(problems(&[("TB_TEST_DATABASE", "postgres://x"), ("TBX", "1")]), [""; 0]);
}

#[test]
fn every_problem_is_told_at_once() {
    let all = problems(&[
        ("PORT", "eighty"),
        ("TB_ASR_BEAM", "40"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://x"),
        ("JWT_SECRET_KEY", "short"),
        ("TB_NONSENSE_QQQ", "1"),
    ]);
    assert_eq!(all.len(), 6, "{all:?}");
    assert!(
        all.iter()
            .all(|problem| !problem.contains("short,") && !problem.contains("mysql")),
        "{all:?}"
    );
}

#[test]
fn a_number_of_digits_is_a_valid_secret() {
    let digits = "1234567890123456789012345678901234567890";
    let config = load(&environment(&[("JWT_SECRET_KEY", digits)]), None)
        .expect("loads")
        .config;
    assert_eq!(config.jwt_secret_key.expect("set").expose_secret(), digits);
}

#[test]
fn secrets_come_from_files_without_their_last_newline() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("key");
    std::fs::write(&path, "0123456789abcdef0123456789abcdef\n").expect("a file");
    let path = path.to_str().expect("text");
    let from_variable = load(&environment(&[("JWT_SECRET_KEY_FILE", path)]), None)
        .expect("loads")
        .config;
    let from_file = with_file(&format!("jwt_secret_key_file = {path:?}\n"), &[])
        .expect("loads")
        .config;
    for config in [from_variable, from_file] {
        assert_eq!(
            config.jwt_secret_key.expect("set").expose_secret(),
            "0123456789abcdef0123456789abcdef"
        );
    }
    assert_eq!(problems(&[("JWT_SECRET_KEY_FILE", "/nowhere/key")]).len(), 1);
}

#[test]
fn no_secret_is_shown() {
    let variables = [
        ("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("DATABASE_URL", "postgresql://tb:hunter2@db.lan:5432/tb?sslmode=require"),
    ];
    let loaded = load(&environment(&variables), None).expect("loads");
    let text = format!("{:?} {:?}", loaded.config, loaded.shown);
    assert!(
        !text.contains("hunter2") && !text.contains("0123456789abcdef"),
        "{text}"
    );
    let url = loaded
        .shown
        .iter()
        .find(|shown| shown.key == "database_url")
        .and_then(|shown| shown.value.clone());
    assert_eq!(
        url,
        Some("postgresql://tb:********@db.lan:5432/tb?sslmode=require".into())
    );
}

#[test]
fn an_address_without_a_password_stays_as_it_is() {
    for url in [
        "sqlite:///var/lib/x.db",
        "postgres://localhost/tb",
        "postgres://tb@localhost/tb?x=a:b@c",
        "sqlite::memory:",
    ] {
        assert_eq!(without_password(url), url);
    }
}

#[test]
fn names_of_the_original_backend_are_accepted_and_told() {
    let loaded = load(&environment(&[("SECRET_KEY", "x"), ("SQL_ECHO", "false")]), None).expect("loads");
    assert_eq!(loaded.unused, ["SQL_ECHO", "SECRET_KEY"]);
    assert!(with_file("sql_echo = \"false\"\n", &[]).is_ok());
}

#[test]
fn airgap_refuses_what_could_reach_out() {
    let all = problems(&[("TB_AIRGAP", "yes"), ("OPENAI_API_KEY", "sk-x"), ("SMTP_HOST", "mail")]);
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(problems(&[("TB_AIRGAP", "yes")]).is_empty());
}

#[test]
fn airgap_and_a_model_outside_exclude_each_other() {
    for outside in [
        &[("OPENAI_API_KEY", "sk-x")][..],
        &[("OPENAI_BASE_URL", "https://models.example/v1")],
        &[("OPENAI_API_KEY", "sk-x"), ("TB_EXTERNAL_MODEL", "on")],
    ] {
        let all = problems(&[&[("TB_AIRGAP", "yes")], outside].concat());
        assert_eq!(all.len(), outside.len(), "{all:?}");
        assert!(all.iter().all(|problem| problem.contains("TB_AIRGAP")), "{all:?}");
    }
    assert!(problems(&[("TB_AIRGAP", "yes"), ("TB_EXTERNAL_MODEL", "off")]).is_empty());
    let Err(Problems(all)) = with_file("airgap = true\nopenai_api_key = \"sk-x\"\n", &[]) else {
        panic!("accepted")
    };
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn a_model_outside_needs_a_key_and_the_switch() {
    let external = |variables: &[(&str, &str)]| load(&environment(variables), None).expect("loads").config.external();
    assert!(external(&[]).is_none() && external(&[("OPENAI_API_KEY", "sk-x")]).is_none());
    let all = problems(&[("TB_EXTERNAL_MODEL", "on")]);
    assert!(
        matches!(&all[..], [problem] if problem.starts_with("TB_EXTERNAL_MODEL: is on, and there is no OPENAI_API_KEY")),
        "{all:?}"
    );
    let on = [("TB_EXTERNAL_MODEL", "on"), ("OPENAI_API_KEY", "sk-x")];
    let options = external(&on).expect("a service");
    assert_eq!(
        (options.base_url.as_str(), options.model.as_str(), options.retries),
        ("https://api.openai.com/v1", "gpt-4o", 3)
    );
    assert_eq!((options.timeout, options.prices), (Duration::from_secs(120), None));
    let priced = [
        &on[..],
        &[("TB_OPENAI_PRICE_INPUT", "2.50"), ("TB_OPENAI_PRICE_OUTPUT", "10")],
    ]
    .concat();
    let prices = app::external::Prices {
        input: 2_500_000,
        output: 10_000_000,
    };
    assert_eq!(external(&priced).and_then(|options| options.prices), Some(prices));
    let file = with_file("openai_price_input = 2.5\nopenai_price_output = 10\n", &on).expect("loads");
    assert_eq!(file.config.external().and_then(|options| options.prices), Some(prices));
}

#[test]
fn what_is_no_setting_of_a_model_outside_is_told_at_its_place_and_no_secret_with_it() {
    for (name, value) in [
        ("OPENAI_API_KEY", "sk hunter2"),
        ("OPENAI_BASE_URL", "http://models.example/v1"),
        ("OPENAI_BASE_URL", "https://ada:hunter2@models.example/v1"),
        ("OPENAI_BASE_URL", "models.example"),
        ("OPENAI_MODEL", " "),
        ("OPENAI_TIMEOUT", "0"),
        ("OPENAI_MAX_RETRIES", "11"),
        ("TB_OPENAI_CONTEXT", "100"),
        ("TB_MOOD_INFERENCE", "guess"),
    ] {
        let all = problems(&[(name, value)]);
        assert!(
            matches!(&all[..], [problem] if problem.starts_with(&format!("{name}: ")) && !problem.contains("hunter2")),
            "{all:?}"
        );
    }
    for price in ["-1", "NaN", "cheap"] {
        let all = problems(&[("TB_OPENAI_PRICE_INPUT", price), ("TB_OPENAI_PRICE_OUTPUT", "1")]);
        assert!(
            matches!(&all[..], [problem] if problem.starts_with("TB_OPENAI_PRICE_INPUT: ")),
            "{all:?}"
        );
    }
    let all = problems(&[("TB_OPENAI_PRICE_INPUT", "1")]);
    assert!(
        matches!(&all[..], [problem] if problem.contains("an estimate needs both")),
        "{all:?}"
    );
    assert!(problems(&[("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")]).is_empty());
}

#[test]
fn the_mood_follows_the_practice() {
    use domain::note::MoodPolicy;
    let policy = |variables: &[(&str, &str)]| load(&environment(variables), None).expect("loads").config.mood_policy();
    assert_eq!(policy(&[]), MoodPolicy::Draft);
    assert_eq!(policy(&[("TB_MOOD_INFERENCE", "therapist")]), MoodPolicy::Therapist);
    assert_eq!(policy(&[("TB_MOOD_INFERENCE", "off")]), MoodPolicy::Off);
}

const SENDER: [(&str, &str); 2] = [
    ("EMAIL_FROM", "desk@practice.example"),
    ("FRONTEND_URL", "https://practice.example"),
];
const SMTP: [(&str, &str); 2] = [("EMAIL_PROVIDER", "smtp"), ("SMTP_HOST", "mail.practice.example")];
const SENDGRID: [(&str, &str); 2] = [("EMAIL_PROVIDER", "sendgrid"), ("EMAIL_API_KEY", "SG.x")];
const SES: [(&str, &str); 3] = [
    ("EMAIL_PROVIDER", "ses"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
];

#[test]
fn airgap_leaves_mail_the_folder_alone_wherever_it_is_configured() {
    for provider in [&SMTP[..], &SENDGRID, &SES] {
        let all = problems(&[&[("TB_AIRGAP", "yes")], provider, &SENDER].concat());
        assert_eq!(all.len(), 2, "{all:?}");
        assert!(all.iter().all(|problem| problem.contains("TB_AIRGAP")), "{all:?}");
        assert!(problems(&[provider, &SENDER].concat()).is_empty());
    }
    let Err(Problems(all)) = with_file("airgap = true\nsmtp_host = \"mail\"\nemail_api_key = \"SG.x\"\n", &[]) else {
        panic!("accepted")
    };
    assert_eq!(all.len(), 2, "{all:?}");
}

#[test]
fn each_way_of_mail_says_what_it_lacks() {
    let names = |all: Vec<String>| -> Vec<String> {
        all.iter()
            .filter_map(|problem| Some(problem.split_once(": is not set: ")?.0.to_owned()))
            .collect()
    };
    for (provider, lacking) in [
        ("folder", &[][..]),
        ("smtp", &["FRONTEND_URL", "EMAIL_FROM", "SMTP_HOST"]),
        ("sendgrid", &["FRONTEND_URL", "EMAIL_FROM", "EMAIL_API_KEY"]),
        (
            "ses",
            &[
                "FRONTEND_URL",
                "EMAIL_FROM",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
            ],
        ),
    ] {
        assert_eq!(names(problems(&[("EMAIL_PROVIDER", provider)])), lacking, "{provider}");
    }
    assert_eq!(
        problems(&[("EMAIL_PROVIDER", "pigeon")]),
        ["EMAIL_PROVIDER: `pigeon` is none of `folder`, `smtp`, `sendgrid`, `ses`"]
    );
    let half = [&SMTP[..], &SENDER, &[("SMTP_USERNAME", "desk")]].concat();
    assert_eq!(names(problems(&half)), ["SMTP_PASSWORD"]);
}

#[test]
fn what_is_no_setting_of_mail_is_told_at_its_place() {
    for (name, value) in [
        ("EMAIL_FROM", "the practice"),
        ("FRONTEND_URL", "practice.example"),
        ("TB_MAIL_TEMPLATES", "/nowhere/at/all"),
        ("TB_SMTP_SECURITY", "ssl"),
        ("TB_SENDGRID_URL", "http://api.sendgrid.com"),
        ("TB_SENDGRID_URL", "api.sendgrid.com"),
        ("TB_SES_URL", "ftp://email.us-east-1.amazonaws.com"),
        ("AWS_DEFAULT_REGION", "us-east-1.elsewhere.example/"),
    ] {
        let all = problems(&[(name, value)]);
        assert!(
            matches!(&all[..], [problem] if problem.starts_with(&format!("{name}: "))),
            "{all:?}"
        );
    }
    assert!(problems(&[("TB_SENDGRID_URL", "http://127.0.0.1:9000")]).is_empty());
    assert_eq!(
        problems(&[&SMTP[..], &SENDER, &[("TB_SMTP_SECURITY", "none")]].concat()).len(),
        1
    );
    let here = [
        ("EMAIL_PROVIDER", "smtp"),
        ("SMTP_HOST", "localhost"),
        ("TB_SMTP_SECURITY", "none"),
    ];
    assert!(problems(&[&here[..], &SENDER].concat()).is_empty());
}

#[test]
fn lists_are_separated_by_commas() {
    let config = load(
        &environment(&[("CORS_ORIGINS", "https://a.example, https://b.example")]),
        None,
    )
    .expect("loads")
    .config;
    assert_eq!(config.cors_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(problems(&[("CORS_ORIGINS", "a.example")]).len(), 1);
}

#[test]
fn proxies_are_addresses_and_networks() {
    let config = load(&environment(&[("TB_TRUSTED_PROXIES", "10.0.0.2, fd00::/8")]), None)
        .expect("loads")
        .config;
    let proxies: Vec<String> = config.proxies().iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.2/32", "fd00::/8"]);
    assert_eq!(problems(&[("TB_TRUSTED_PROXIES", "proxy.lan")]).len(), 1);
}

#[test]
fn the_address_of_the_pages_says_whether_they_are_reached_over_tls() {
    let is_secure = |url| {
        let variables = [("FRONTEND_URL", url)];
        load(&environment(&variables), None).expect("loads").config.is_secure()
    };
    assert!(is_secure("https://therapybridge.practice.lan") && !is_secure("http://localhost:3000") && !is_secure(""));
}

#[test]
fn a_broken_file_is_told_by_its_line_and_without_its_text() {
    let Err(problems) = with_file("port = 8000\njwt_secret_key = \"hunter2\nhost = 1\n", &[]) else {
        panic!("accepted")
    };
    let text = problems.to_string();
    assert!(text.contains("line 2") && !text.contains("hunter2"), "{text}");
}

#[test]
fn the_example_with_every_line_taken_out_of_its_comment_is_the_default() {
    let lines = example();
    let settings = |line: &&str| {
        SETTINGS
            .iter()
            .any(|setting| line.starts_with(&format!("# {} = ", setting.key)))
    };
    let active: Vec<&str> = lines.lines().filter(settings).map(|line| &line[2..]).collect();
    assert_eq!(active.len(), SETTINGS.len());
    let from_example = with_file(&active.join("\n"), &[]).expect("loads");
    let values = |loaded: &Loaded| loaded.shown.iter().map(|shown| shown.value.clone()).collect::<Vec<_>>();
    assert_eq!(
        values(&from_example),
        values(&load(&environment(&[]), None).expect("loads"))
    );
}

#[test]
fn the_committed_example_is_current() {
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml"))
        .expect("config.example.toml");
    assert_eq!(committed, example(), "`make generate` writes it again");
}

#[test]
fn a_database_file_with_odd_characters_keeps_its_name() {
    let config = load(&environment(&[("TB_DATA_DIR", "/srv/100% practice?")]), None)
        .expect("loads")
        .config;
    assert_eq!(
        config.database_url.expose_secret(),
        "sqlite:///srv/100%25 practice%3F/therapybridge.db"
    );
}

#[test]
fn the_speech_worker_is_told_its_lanes_when_they_are_set() {
    let chosen = load(&environment(&[]), None).expect("defaults").config;
    assert!(chosen.asr_arguments().is_empty());
    let set = load(&environment(&[("TB_ASR_LANES", "2")]), None).expect("a number of lanes");
    assert_eq!(set.config.asr_arguments(), ["--lanes", "2"]);
}
