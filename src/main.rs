//! stub
use beraad::app::serve::{ServeClock, ServeConfig, Server};
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().init();
    let server = Server::start(ServeConfig {
        listen: "127.0.0.1:7440".parse().unwrap(),
        data: std::env::args().nth(1).map(Into::into),
        clock: ServeClock::System,
        insecure_listen: false,
    })
    .await
    .unwrap();
    println!("{}", server.url());
    tokio::signal::ctrl_c().await.unwrap();
    server.stop().await;
}
