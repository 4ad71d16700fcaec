//! ServerService: what this server is.

use beraad_client::v1::server_service_server::ServerService;
use beraad_client::v1::*;
use tonic::{Request, Response, Status};

use crate::analysis::sheet;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;

/// What this server can do.
const CAPABILITIES: [&str; 6] =
    ["batch_stances", "erasure", "etag", "export", "request_id", "validate_only"];

#[tonic::async_trait]
impl ServerService for Desk {
    async fn get_server_info(
        &self,
        request: Request<GetServerInfoRequest>,
    ) -> Result<Response<GetServerInfoResponse>, Status> {
        self.call(request, info).await
    }
}

async fn info(
    desk: Desk,
    _: Call,
    _: GetServerInfoRequest,
) -> Result<GetServerInfoResponse, Failure> {
    let ports = desk.engine().ports();
    let method =
        |(method, version): (&str, u32)| AnalysisMethod { method: method.to_owned(), version };
    Ok(GetServerInfoResponse {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        capabilities: CAPABILITIES.map(str::to_owned).to_vec(),
        methods: sheet::methods().map(method).collect(),
        public_key: ports.signing_key.first_public().to_vec(),
        log: ports.log.kind().to_owned(),
    })
}
