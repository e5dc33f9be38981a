//go:build !wasip1

package sdk

import "github.com/driftsync/driftsync/abi"

// Run gives a frame to a policy as the host would, and returns the directive
// list. It needs no WebAssembly, so that a policy is tested with plain "go test".
// The error wraps [abi.ErrFrame] or [abi.ErrDirectives]; a panic of the policy
// is not recovered.
func Run(p Policy, frame []byte) ([]byte, error) {
	return new(Runner).Run(p, frame)
}

// Runner runs policies and reuses its buffers between runs, as an instance of a
// plugin does. The zero Runner is ready; it is for one goroutine at a time.
type Runner struct{ batch Batch }

// Run is [Run]; the list stays valid until the next call.
func (r *Runner) Run(p Policy, frame []byte) ([]byte, error) {
	answer, err := r.batch.run(p, frame)
	if err != nil {
		return nil, err
	}
	if _, err := abi.ValidateDirectives(answer, &r.batch.frame, abi.MaxRules); err != nil {
		return nil, err
	}
	return answer, nil
}
