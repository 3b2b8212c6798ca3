package io.polymeter.link.documents;

import io.polymeter.config.kind.DocumentsSink;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FaceRequest;
import io.polymeter.link.face.FaceSockets;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Meters as devices that answer JSON documents.
public final class DocumentsOutput {

    private DocumentsOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(DocumentsSink.class, DocumentsOutput::plan);
    }

    private static @Nullable Face plan(FaceRequest<DocumentsSink> request) {
        Profile profile = request.profile();
        if (profile == null || profile.documents().fetched().isEmpty()) {
            String at = "outputs." + request.name();
            if (profile == null) {
                request.problems().keyError(at, "needs the key 'profile': a device that answers documents");
            } else {
                request.problems().error(at + ".profile", profile.id() + " answers no documents over HTTP");
            }
            return null;
        }
        return new DocumentFace(request.sink(), profile);
    }

    private record DocumentFace(DocumentsSink sink, Profile profile) implements Face {

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
            return sink.serve().toString();
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            DocumentServer server = new DocumentServer(profile.documents(), sink.variables(), meter);
            return List.of(new DocumentLink(name + ".documents", sink, server));
        }
    }

    private record DocumentLink(String name, DocumentsSink sink, DocumentServer server) implements Link {

        @Override
        public String description() {
            return "serves documents at " + sink.serve();
        }

        @Override
        public void run(Context context) throws Exception {
            try (FaceSockets sockets = new FaceSockets(name)) {
                int _ = sockets.serve(sink.serve(), server::answer);
                report(context, Health.State.UP, description());
                sockets.run();
            }
        }
    }
}
