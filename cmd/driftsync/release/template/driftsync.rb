class Driftsync < Formula
  desc "{{.Description}}"
  homepage "{{.Homepage}}"
  version "{{.Version}}"
  license "{{.License}}"
{{range .Archives}}{{if or (eq .System "darwin") (eq .System "linux")}}
  on_{{if eq .System "darwin"}}macos{{else}}linux{{end}} do
    on_{{if eq .Architecture "amd64"}}intel{{else}}arm{{end}} do
      url "{{.URL}}"
      sha256 "{{.SHA256}}"
    end
  end
{{end}}{{end}}
  def install
    bin.install "driftsync"
    man1.install "driftsync.1"
    bash_completion.install "completion/driftsync.bash" => "driftsync"
    fish_completion.install "completion/driftsync.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/driftsync version")
  end
end
