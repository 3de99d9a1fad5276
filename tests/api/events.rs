use domain::user::Role;
use support::engines::Hears;
use support::{TestApp, conversation, wav};

#[tokio::test]
async fn an_open_page_hears_the_moves_and_the_turns_of_its_own_sessions() {
    let app = TestApp::start().await;
    let (mine, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (ada, ben) = (app.patient(&mine).await, app.patient(&other).await);
    let mut page = app.get("/api/events").by(&mine).listen().await;
    let foreign = app.upload(&other, &ben, wav(500)).await;
    app.asr.next(Hears::Slowly(conversation::session()));
    app.asr.next(Hears::Slowly(conversation::session()));
    let id = app.upload(&mine, &ada, wav(500)).await;
    let (name, uploaded) = page.next().await.expect("an event");
    assert_eq!(
        (name.as_str(), &uploaded["id"], &uploaded["status"]),
        ("session", &id.clone().into(), &"uploading".into())
    );
    assert_eq!(uploaded["waiting_for"]["code"], "queue");

    let _runner = app.start_jobs();
    app.asr.let_go();
    let mut heard = Vec::new();
    let (_, transcribing) = page
        .until("transcription begins", |name, data| {
            heard.push((name.to_owned(), data.clone()));
            name == "session" && data["status"] == "transcribing"
        })
        .await;
    assert_eq!(transcribing["progress"]["stage"], "transcribing");
    let last = conversation::SESSION.len() - 1;
    let (_, segment) = page
        .until("the last turn is heard", |name, data| {
            heard.push((name.to_owned(), data.clone()));
            name == "segment" && data["turn"]["index"] == last
        })
        .await;
    assert_eq!(segment["turn"]["text"], conversation::SESSION[last].1);
    app.asr.let_go();
    let (_, done) = page
        .until("processing is over", |name, data| {
            heard.push((name.to_owned(), data.clone()));
            name == "session" && data["status"] == "processed"
        })
        .await;
    assert_eq!((&done["error_message"], &done["waiting_for"]), (&().into(), &().into()));
    for (name, data) in heard {
        let of = if name == "segment" {
            &data["session_id"]
        } else {
            &data["id"]
        };
        assert_eq!(of, &id, "{name}");
        assert_ne!(of, &foreign);
    }
}

#[tokio::test]
async fn a_stream_says_nothing_more_once_its_login_has_ended() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let tokens = app.sign_in(&therapist.email).await;
    let access = tokens["access_token"].as_str().expect("a token");
    let mut page = app.get("/api/events").bearer(access).listen().await;
    app.upload(&therapist, &patient, wav(500)).await;
    assert!(page.next().await.is_some());
    app.post("/api/auth/logout").bearer(access).send().await.expect(204);
    app.upload(&therapist, &patient, wav(500)).await;
    assert_eq!(page.next().await, None);
}

#[tokio::test]
async fn streams_end_when_the_appliance_stops() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let mut page = app.get("/api/events").by(&therapist).listen().await;
    app.app.stopping.cancel();
    assert_eq!(page.next().await, None);
}

#[tokio::test]
async fn a_cookie_is_enough_to_listen() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let mut page = app
        .get("/api/events")
        .header("cookie", format!("tb_access={}", therapist.token))
        .listen()
        .await;
    app.upload(&therapist, &patient, wav(500)).await;
    assert_eq!(page.next().await.expect("an event").0, "session");
}
