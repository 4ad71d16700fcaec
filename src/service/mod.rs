//! Floor 5: the contract over gRPC. One file per gRPC service; parsing on the way in, rendering on
//! the way out, and one place where a failure becomes a status.

mod admin;
mod analysis;
mod call;
mod callers;
mod charter;
mod deadline;
mod decision;
mod deliberation;
mod desk;
mod dutch;
mod entries;
mod failure;
mod fields;
mod form;
mod framing;
mod language;
mod lifecycle;
mod log;
mod moderation;
mod motions;
mod names;
mod origins;
mod page;
mod participation;
mod parties;
mod place;
mod query;
mod render;
mod rounds;
mod server;
mod status;

use std::sync::Arc;

use beraad_client::v1::{
    admin_service_server::AdminServiceServer, analysis_service_server::AnalysisServiceServer,
    decision_service_server::DecisionServiceServer,
    deliberation_service_server::DeliberationServiceServer,
    entry_service_server::EntryServiceServer, log_service_server::LogServiceServer,
    moderation_service_server::ModerationServiceServer,
    participation_service_server::ParticipationServiceServer,
    server_service_server::ServerServiceServer,
};
use tonic::service::{Routes, RoutesBuilder};

use crate::domain::limits::REQUEST_BYTES_MAX;
use crate::engine::Engine;
use crate::service::callers::{Callers, Guarded};
use crate::service::desk::Desk;
use crate::service::log::{Ahead, Hub};

pub use deadline::Deadlines;
pub use origins::{OnlyFrom, Origin, OriginError, cors};

use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// Calls a macro with every service of the contract but the log, before which stands Watch.
macro_rules! for_every_other_service {
    ($do:ident) => {
        $do!(
            DeliberationServiceServer,
            ParticipationServiceServer,
            DecisionServiceServer,
            ModerationServiceServer,
            EntryServiceServer,
            AnalysisServiceServer,
            AdminServiceServer,
            ServerServiceServer
        );
    };
}

/// What the health service says of this server.
#[derive(Clone)]
pub struct Health {
    reporter: HealthReporter,
    hub: Arc<Hub>,
}

impl Health {
    /// Says of the server and of every service that it is going, and ends what is followed.
    pub async fn drain(&self) {
        self.reporter.set_service_status("", ServingStatus::NotServing).await;
        self.reporter.set_not_serving::<LogServiceServer<Desk>>().await;
        macro_rules! drain {
            ($($server:ident),+) => {$( self.reporter.set_not_serving::<$server<Desk>>().await; )+};
        }
        for_every_other_service!(drain);
        self.hub.close();
    }
}

/// Why the services could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the compiled contract cannot be served by reflection")]
pub struct ReflectionError(#[from] tonic_reflection::server::Error);

/// All services on this engine, with health and reflection, and the switch of the health service.
///
/// # Errors
/// [`ReflectionError`] when the compiled contract is damaged: a mistake of the build.
pub async fn routes(engine: Engine) -> Result<(Routes, Health), ReflectionError> {
    let desk = Desk::new(engine);
    let (health, health_service) = tonic_health::server::health_reporter();
    let callers = Arc::new(Callers::default());
    let mut routes = RoutesBuilder::default();
    macro_rules! serve {
        ($($server:ident),+) => {$(
            let service = $server::new(desk.clone()).max_decoding_message_size(REQUEST_BYTES_MAX);
            routes.add_service(Guarded::of(service, callers.clone()));
            health.set_serving::<$server<Desk>>().await;
        )+};
    }
    for_every_other_service!(serve);
    let log = LogServiceServer::new(desk.clone()).max_decoding_message_size(REQUEST_BYTES_MAX);
    routes.add_service(Guarded::of(Ahead::of(log, desk.clone()), callers.clone()));
    health.set_serving::<LogServiceServer<Desk>>().await;
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(beraad_client::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    routes.add_service(health_service);
    routes.add_service(reflection().build_v1()?);
    routes.add_service(reflection().build_v1alpha()?);
    Ok((routes.routes(), Health { reporter: health, hub: desk.hub().clone() }))
}
