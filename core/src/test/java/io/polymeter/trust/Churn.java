package io.polymeter.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// A program that accepts and deletes certificates without pause, as the daemon and commands do, and says of each
/// change that it is made. It never ends by itself.
final class Churn {

    private static final int CERTIFICATES = 5;

    private Churn() {}

    /// Changes the table.
    ///
    /// @param arguments the state directory, and a name that its certificates begin with
    public static void main(String[] arguments) throws IOException {
        TrustFile file = new TrustFile(Path.of(arguments[0]));
        CertificateTable table = new CertificateTable(file, InstantSource.system());
        PresentedCertificate[] shown = new PresentedCertificate[CERTIFICATES];
        for (int i = 0; i < CERTIFICATES; i++) {
            shown[i] = Forge.of(arguments[1] + i).shown();
        }
        for (int i = 0; true; i++) {
            PresentedCertificate one = shown[i % CERTIFICATES];
            table.sync();
            table.saw(PeerSide.CLIENT, one, "192.168.1.1");
            table.flush();
            say("listed", one);
            file.accept(one.fingerprint());
            say("accepted", one);
            // Every other one stays accepted until its next turn.
            if (i % 2 == 0) {
                file.delete(one.fingerprint());
                say("deleted", one);
            }
        }
    }

    private static void say(String what, PresentedCertificate shown) {
        System.out.println(what + " " + shown.fingerprint());
        System.out.flush();
    }
}
