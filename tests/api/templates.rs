use domain::TemplateId;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Person, TestApp};

const URI: &str = "/api/note-templates";

fn body(name: &str) -> Value {
    json!({ "name": name, "sections": [
        { "title": "What happened", "kinds": ["reported", "observed"], "source": "topics", "instructions": "" },
        { "title": "What comes next", "kinds": ["plan"], "source": null, "instructions": "Name the date." },
    ] })
}

fn changed(version: u32, name: &str) -> Value {
    let mut body = body(name);
    body["version"] = version.into();
    body
}

async fn make(app: &TestApp, by: &Person, body: &Value) -> Answer {
    app.post(URI).by(by).json(body).send().await
}

async fn made(app: &TestApp, by: &Person, name: &str) -> Value {
    make(app, by, &body(name)).await.expect(201).json()
}

async fn change(app: &TestApp, by: &Person, template: &Value, body: &Value) -> Answer {
    app.call("PUT", &at(template)).by(by).json(body).send().await
}

async fn archive(app: &TestApp, by: &Person, template: &Value) -> Answer {
    app.call("DELETE", &at(template)).by(by).send().await
}

async fn names(app: &TestApp, by: &Person, query: &str) -> Vec<String> {
    let list = app.get(&format!("{URI}{query}")).by(by).send().await.expect(200).json();
    let items = list.as_array().expect("a list").iter();
    items
        .map(|item| item["name"].as_str().expect("a name").to_owned())
        .collect()
}

fn id(template: &Value) -> &str {
    template["id"].as_str().expect("an id")
}

fn at(template: &Value) -> String {
    format!("{URI}/{}", id(template))
}

#[tokio::test]
async fn an_administrator_makes_a_template_and_everybody_who_works_here_sees_it() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let template = made(&app, &admin, "Short form").await;
    let now = app.now().rfc3339();
    let mut expected = body("Short form");
    expected["id"] = template["id"].clone();
    expected["version"] = 1.into();
    expected["created_at"] = now.clone().into();
    expected["updated_at"] = now.into();
    expected["archived"] = false.into();
    assert_eq!(template, expected);
    for role in [Role::Therapist, Role::Supervisor, Role::Admin] {
        let person = app.user(role).await;
        let list = app.get(URI).by(&person).send().await.expect(200).json();
        assert_eq!(list, json!([template]), "{role}");
        let uri = format!("{}/versions/1", at(&template));
        assert_eq!(
            app.get(&uri).by(&person).send().await.expect(200).json(),
            template,
            "{role}"
        );
    }
    assert_eq!(app.deeds(id(&template), "template_created").await, 1);
}

#[tokio::test]
async fn clients_see_no_templates_and_only_administrators_change_them() {
    let app = TestApp::start().await;
    let (admin, patient) = (app.user(Role::Admin).await, app.user(Role::Patient).await);
    let template = made(&app, &admin, "Short form").await;
    app.get(URI).by(&patient).send().await.problem(403, "forbidden");
    let uri = format!("{}/versions/1", at(&template));
    app.get(&uri).by(&patient).send().await.problem(403, "forbidden");
    for role in [Role::Therapist, Role::Supervisor, Role::Patient] {
        let person = app.user(role).await;
        make(&app, &person, &body("Other")).await.problem(403, "forbidden");
        let answer = change(&app, &person, &template, &changed(1, "Other")).await;
        answer.problem(403, "forbidden");
        archive(&app, &person, &template).await.problem(403, "forbidden");
    }
    assert_eq!(names(&app, &admin, "?archived=true").await, ["Short form"]);
}

#[tokio::test]
async fn a_change_makes_a_version_and_the_one_before_stays_readable() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let first = made(&app, &admin, "Short form").await;
    app.clock.advance(std::time::Duration::from_secs(60));
    let second = change(&app, &admin, &first, &changed(1, "Shorter form"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&second["version"], &second["name"]),
        (&json!(2), &json!("Shorter form"))
    );
    assert_eq!(
        (&second["created_at"], &second["updated_at"]),
        (&first["created_at"], &json!(app.now().rfc3339()))
    );
    let version = async |number: &str| {
        app.get(&format!("{}/versions/{number}", at(&first)))
            .by(&admin)
            .send()
            .await
    };
    assert_eq!(version("1").await.expect(200).json(), first);
    assert_eq!(version("2").await.expect(200).json(), second);
    for number in ["0", "3", "-1", "last", "99999999999"] {
        version(number).await.problem(404, "not_found");
    }
    assert_eq!(names(&app, &admin, "").await, ["Shorter form"]);
    assert_eq!(app.deeds(id(&first), "template_changed").await, 1);
}

#[tokio::test]
async fn a_change_that_says_the_same_makes_no_version() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let first = made(&app, &admin, "Short form").await;
    app.clock.advance(std::time::Duration::from_secs(60));
    let same = change(&app, &admin, &first, &changed(1, "  Short form "))
        .await
        .expect(200)
        .json();
    assert_eq!(same, first);
    assert_eq!(app.deeds(id(&first), "template_changed").await, 0);
}

#[tokio::test]
async fn a_change_of_an_older_version_is_a_conflict_and_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let first = made(&app, &admin, "Short form").await;
    let second = change(&app, &admin, &first, &changed(1, "Second"))
        .await
        .expect(200)
        .json();
    for version in [0, 1, 3, u32::MAX] {
        let answer = change(&app, &admin, &first, &changed(version, "Third")).await;
        answer.problem(409, "conflict");
    }
    let list = app.get(URI).by(&admin).send().await.expect(200).json();
    assert_eq!(list, json!([second]));
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_made() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let first = made(&app, &admin, "Short form").await;
    let (mine, yours) = (changed(1, "Mine"), changed(1, "Yours"));
    let (mine, yours) = tokio::join!(
        change(&app, &admin, &first, &mine),
        change(&app, &admin, &first, &yours)
    );
    let mut statuses = [mine.status.as_u16(), yours.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let versions = app.database.number("SELECT COUNT(*) FROM note_template_versions").await;
    assert_eq!(versions, 2);
}

#[tokio::test]
async fn two_templates_in_use_never_share_a_name_whatever_its_case() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let first = made(&app, &admin, "Übergabe").await;
    let other = made(&app, &admin, "Other").await;
    for name in ["Übergabe", "übergabe", " ÜBERGABE "] {
        make(&app, &admin, &body(name)).await.problem(409, "conflict");
        change(&app, &admin, &other, &changed(1, name))
            .await
            .problem(409, "conflict");
    }
    let renamed = change(&app, &admin, &first, &changed(1, "ÜBERGABE"))
        .await
        .expect(200)
        .json();
    assert_eq!(renamed["name"], "ÜBERGABE", "its own name is free for it");
    archive(&app, &admin, &first).await.expect(204);
    made(&app, &admin, "übergabe").await;
}

#[tokio::test]
async fn an_archived_template_is_kept_and_not_changed_any_more() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let template = made(&app, &admin, "Short form").await;
    made(&app, &admin, "Another").await;
    for _ in 0..2 {
        archive(&app, &admin, &template).await.expect(204);
    }
    assert_eq!(app.deeds(id(&template), "template_archived").await, 1);
    assert_eq!(names(&app, &admin, "").await, ["Another"]);
    assert_eq!(names(&app, &admin, "?archived=true").await, ["Another", "Short form"]);
    let refused = change(&app, &admin, &template, &changed(1, "New")).await;
    refused.problem(409, "conflict");
    let uri = format!("{}/versions/1", at(&template));
    let version = app.get(&uri).by(&admin).send().await.expect(200).json();
    assert_eq!(
        (&version["archived"], &version["sections"]),
        (&json!(true), &template["sections"])
    );
}

#[tokio::test]
async fn what_is_not_acceptable_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let template = made(&app, &admin, "Short form").await;
    let section = |title: &str| json!({ "title": title });
    let many: Vec<Value> = (0..21).map(|at| section(&at.to_string())).collect();
    let cases = [
        ("", json!([section("A")]), "name", "name of 1 to 80 characters"),
        (
            &"x".repeat(81),
            json!([section("A")]),
            "name",
            "name of 1 to 80 characters",
        ),
        ("Name", json!([]), "sections", "1 to 20 sections"),
        ("Name", json!(many), "sections", "1 to 20 sections"),
        ("Name", json!([section("A"), section(" ")]), "sections", "Section 2"),
        ("Name", json!([section("A"), section("a")]), "sections", "Section 2"),
        (
            "Name",
            json!([{ "title": "A", "instructions": "x".repeat(501) }]),
            "sections",
            "500",
        ),
        (
            "Name",
            json!([{ "title": "A", "kinds": ["plan", "plan"] }]),
            "sections",
            "`plan`",
        ),
        (
            "Name",
            json!([{ "title": "A", "source": "risk" }, { "title": "B", "source": "risk" }]),
            "sections",
            "`risk`",
        ),
    ];
    for (name, sections, field, said) in cases {
        let body = json!({ "name": name, "sections": sections, "version": 1 });
        for answer in [
            make(&app, &admin, &body).await,
            change(&app, &admin, &template, &body).await,
        ] {
            let problem = answer.problem(422, "invalid");
            let detail = problem["detail"].as_str().expect("a detail");
            assert_eq!(problem["field"], field, "{problem}");
            assert!(detail.contains(said), "{detail}");
        }
    }
    assert_eq!(names(&app, &admin, "?archived=true").await, ["Short form"]);
}

#[tokio::test]
async fn kinds_and_sources_that_are_not_known_are_refused_with_those_that_are() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    for (section, known) in [
        (json!({ "title": "A", "kinds": ["feeling"] }), "intervention"),
        (json!({ "title": "A", "source": "process_note" }), "patient_summary"),
    ] {
        let body = json!({ "name": "Name", "sections": [section] });
        let problem = make(&app, &admin, &body).await.problem(422, "invalid");
        assert!(
            problem["detail"].as_str().expect("a detail").contains(known),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn a_template_that_does_not_exist_can_be_neither_changed_nor_archived() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let absent = json!({ "id": TemplateId::new(app.now()).to_string() });
    let answer = change(&app, &admin, &absent, &changed(1, "Name")).await;
    answer.problem(404, "not_found");
    archive(&app, &admin, &absent).await.problem(404, "not_found");
}
