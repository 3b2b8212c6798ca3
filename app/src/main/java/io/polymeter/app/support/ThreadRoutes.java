package io.polymeter.app.support;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.message.Message;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;

/// What all threads of the daemon do just now, for whoever asks from this machine.
public final class ThreadRoutes {

    private static final Message NOT_HERE =
            Message.of("threads-here-alone", "the threads are shown on this machine alone; `polymeter support` asks");

    private ThreadRoutes() {}

    /// Adds what can be asked.
    public static void register(Routes routes) {
        routes.get("/api/threads", ThreadRoutes::threads);
    }

    private static WebReply threads(WebRequest call) throws HttpError, IOException {
        boolean passedOn = call.headers().keySet().stream()
                .anyMatch(name -> name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("via"));
        boolean own = call.from().isLoopbackAddress() || NetworkInterface.getByInetAddress(call.from()) != null;
        if (passedOn || !own) {
            throw new HttpError(403, NOT_HERE);
        }
        return WebReply.text("text/plain; charset=utf-8", dump());
    }

    private static String dump() throws IOException {
        Path directory = Files.createTempDirectory("polymeter-threads");
        Path file = directory.resolve("threads.txt");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            return Files.readString(file);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }
}
