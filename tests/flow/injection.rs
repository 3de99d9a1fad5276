//! Bytes on the wire that are meant to become something else: a header of the answer, a line of the log, a command to the
//! terminal of whoever reads it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use serde_json::Value;

use crate::harness::SOON;
use crate::harness::client::{THERAPIST, open};
use crate::harness::server::Server;
use crate::harness::site::Site;

/// Sends bytes as they are and reads until the server closes.
async fn send(server: &Server, bytes: &[u8]) -> String {
    let address = server.url.strip_prefix("http://").expect("an address");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    // A server that has heard enough closes before everything is sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = timeout(SOON, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the server answers or closes");
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(target: &str, headers: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: practice\r\nConnection: close\r\n{headers}\r\n").into_bytes()
}

fn sign_in(email: &str, agent: &[u8]) -> Vec<u8> {
    let body = serde_json::json!({ "email": email, "password": "evil" }).to_string();
    let head = format!(
        "POST /api/auth/login HTTP/1.1\r\nHost: practice\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nUser-Agent: ",
        body.len()
    );
    [head.as_bytes(), agent, b"\r\n\r\n", body.as_bytes()].concat()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[tokio::test]
async fn nothing_that_is_sent_becomes_a_header_a_line_of_the_log_or_a_command_to_a_terminal() {
    let mut site = Site::new().await;
    site.set("LOG_LEVEL", "trace");
    let (server, client) = open(&site).await;
    let before = site.log.text().lines().count();

    let forged = "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"level\":\"ERROR\",\"message\":\"evil\"}";
    let requests = [
        get("/api/sessions/x%0d%0aSet-Cookie:%20tb_access=evil%0d%0a", ""),
        get("/%0d%0aLocation:%20https://evil.example/", ""),
        get("//evil.example/%2e%2e/", ""),
        get("/api/sessions//evil.example//", ""),
        get("http://evil.example/api/auth/me", ""),
        get("/api/sessions?status=%0d%0aevil:%201&cursor=%1b%5b2J", ""),
        get("/health", "X-Forwarded-For: \u{1b}[2J, evil\r\nX-Forwarded-Host: evil.example\r\n"),
        get("/health", "Origin: https://evil.example\r\nReferer: https://evil.example\r\n"),
        get("/health", &format!("User-Agent: a\r\n {forged}\r\n")),
        get("/api/auth/me", &format!("Authorization: Bearer {forged}\r\nCookie: tb_access={forged}\r\n")),
        sign_in(&format!("evil@evil.example\r\n{forged}\n"), b"evil"),
        sign_in("\u{1b}]0;evil\u{7}@evil.example", b"\x9b2J evil \xff\xfe"),
        sign_in(THERAPIST, b"evil\x1b[2J"),
        sign_in(THERAPIST, b"evil\rX-Evil: 1"),
        sign_in(THERAPIST, b"evil\0"),
        sign_in(THERAPIST, &vec![b'e'; 2 << 20]),
        b"GET /health HTTP/1.1\r\nHost: practice\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nevil".to_vec(),
        b"GET /health HTTP/9.9\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 evil\r\n\r\n".to_vec(),
        [&b"GET /"[..], &vec![b'e'; 1 << 20], b" HTTP/1.1\r\n\r\n"].concat(),
    ];
    for request in &requests {
        let answer = send(&server, request).await;
        let (head, _) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let start = String::from_utf8_lossy(&request[..request.len().min(90)]);
        assert!(
            !head.to_lowercase().contains("evil"),
            "{start:?} was answered with {head}"
        );
        assert!(
            !head.to_lowercase().contains("location:"),
            "{start:?} was answered with {head}"
        );
        assert_ne!(status(&answer), "500", "{start:?}: {answer}");
    }
    assert_eq!(client.get("/health").await["database"], "connected");
    assert!(server.stop().await.success());

    let log = site.log.text();
    for line in log.lines().skip(before) {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no entry of the log: {line:?}"));
        assert_ne!(entry["message"], "evil", "{line}");
    }
    let agents = "SELECT COUNT(*) FROM audit WHERE agent LIKE '%evil%'";
    assert!(
        site.database.count(agents).await >= 1,
        "what is left of an agent is noted"
    );
    let longest = site
        .database
        .count("SELECT CAST(COALESCE(MAX(LENGTH(agent)), 0) AS BIGINT) FROM audit")
        .await;
    assert!(longest <= 200, "{longest} characters of an agent");
}
