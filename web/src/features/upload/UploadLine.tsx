import { Link } from '@tanstack/react-router';
import { strings } from '../../strings';
import { overallPercent, useUploads } from './queue';
import classes from './upload.module.css';

/** One line in the side bar while something is being sent, wherever the person is. */
export function UploadLine() {
  const uploads = useUploads();
  const percent = overallPercent(uploads);
  if (percent === null) return null;
  const left = uploads.filter(({ state }) => state === 'waiting' || state === 'sending').length;
  return (
    <Link to="/sessions" className={classes.line}>
      {strings.nav.uploading(percent, left)}
    </Link>
  );
}
