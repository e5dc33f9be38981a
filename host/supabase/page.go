package supabase

import (
	"context"
	"encoding/json"
	"strconv"
)

// pages reads a whole list, which a project hands out in pages, of 1,000 rows where its
// owner has not chosen another size, without saying that there is more. The order that r
// names must be that of a unique key. An answer that is not accepted is returned as it is;
// the body of one that is has all rows.
func (s *Sink) pages(ctx context.Context, r request) (*response, error) {
	r.prefer, r.counts = "count=exact", true
	all := []json.RawMessage{}
	for {
		r.query.Set("offset", strconv.Itoa(len(all)))
		answer, err := s.do(ctx, &r)
		if err != nil || answer.judge() != accepted {
			return answer, err
		}
		var page []json.RawMessage
		if json.Unmarshal(answer.body, &page) != nil {
			return nil, errElsewhere(answer.reply)
		}
		all = append(all, page...)
		if len(page) == 0 || int64(len(all)) >= answer.rows {
			answer.body, err = json.Marshal(all)
			return answer, err
		}
	}
}
