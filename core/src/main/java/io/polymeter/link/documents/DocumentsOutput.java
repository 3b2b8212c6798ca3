package io.polymeter.link.documents;

import io.polymeter.config.kind.DocumentsSink;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FacePublisher;
import io.polymeter.link.face.FaceRequest;
import io.polymeter.link.face.FaceSockets;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Meters as devices that answer JSON documents, or tell them to a broker.
public final class DocumentsOutput {

    private DocumentsOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(DocumentsSink.class, DocumentsOutput::plan);
    }

    private static @Nullable Face plan(FaceRequest<DocumentsSink> request) {
        Profile profile = request.profile();
        String at = "outputs." + request.name();
        DocumentsSink sink = request.sink();
        boolean http = sink.broker() == null;
        if (profile == null) {
            request.problems()
                    .keyError(
                            at,
                            Message.of(
                                    "needs-key-profile-device",
                                    "needs the key 'profile': a device that has documents"));
            return null;
        }
        List<Documents.Document> told =
                http ? profile.documents().fetched() : profile.documents().published();
        if (told.isEmpty()) {
            request.problems()
                    .error(
                            at + ".profile",
                            Message.of(
                                    "no-documents-over",
                                    "{profile} has no documents over {http}",
                                    profile.id(),
                                    http ? "HTTP" : "MQTT"));
            return null;
        }
        if (http) {
            return new HttpFace(sink, profile);
        }
        topics(at + ".documents", sink, profile.documents(), request.problems());
        Broker broker = new Broker(
                Objects.requireNonNull(sink.broker()),
                sink.username(),
                sink.password(),
                sink.tls(),
                request.settings().state());
        broker.check(at + ".documents", request.problems());
        return new BrokerFace(sink, profile, broker);
    }

    /// A topic has no place for anything: whatever the device has of its own is said.
    private static void topics(String at, DocumentsSink sink, Documents documents, Problems problems) {
        documents.published().stream()
                .map(document -> documents.filled(Objects.requireNonNull(document.topic()), sink.variables()))
                .flatMap(topic -> Documents.variables(topic).stream())
                .distinct()
                .forEach(name -> {
                    Documents.Variable variable =
                            Objects.requireNonNull(documents.variables().get(name));
                    problems.keyError(at, variable.missing(name));
                });
        sink.variables().forEach((name, value) -> {
            if (value.isEmpty() || value.matches(".*[#+\\s{}].*")) {
                problems.error(
                        at + ".variables." + name,
                        Message.of("cannot-stand-in-topic", "'{value}' cannot stand in a topic", value));
            }
        });
    }

    private record BrokerFace(DocumentsSink sink, Profile profile, Broker broker) implements Face {

        @Override
        public String describe() {
            return "as a " + profile.title() + " at " + where() + ", topics "
                    + profile.documents().published().stream()
                            .map(document -> profile.documents()
                                    .filled(Objects.requireNonNull(document.topic()), sink.variables()))
                            .distinct()
                            .collect(Collectors.joining(", "));
        }

        @Override
        public String form() {
            return profile.id();
        }

        @Override
        public String where() {
            return broker.shown();
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            return List.of(new FacePublisher(
                    name + ".documents",
                    new FacePublisher.Terms(broker, sink.every(), meter),
                    new DocumentPublisher(sink, profile.documents(), broker, meter)));
        }
    }

    private record HttpFace(DocumentsSink sink, Profile profile) implements Face {

        @Override
        public String describe() {
            return "as a " + profile.title() + " at " + where();
        }

        @Override
        public String form() {
            return profile.id();
        }

        @Override
        public String where() {
            return String.valueOf(sink.serve());
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            DocumentServer server = new DocumentServer(profile.documents(), sink.variables(), meter);
            return List.of(new DocumentLink(name + ".documents", sink, server));
        }
    }

    private record DocumentLink(String name, DocumentsSink sink, DocumentServer server) implements Link {

        @Override
        public Message description() {
            return Message.of("link-serves-documents", "serves documents at {place}", sink.serve());
        }

        @Override
        public void run(Context context) throws Exception {
            try (FaceSockets sockets = new FaceSockets(name)) {
                int _ = sockets.serve(Objects.requireNonNull(sink.serve()), server::answer);
                report(context, Health.State.UP, description());
                sockets.run();
            }
        }
    }
}
